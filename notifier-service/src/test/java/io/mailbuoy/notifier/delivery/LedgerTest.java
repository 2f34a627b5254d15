package io.mailbuoy.notifier.delivery;

import static io.mailbuoy.notifier.AlertFixture.ONSET;
import static io.mailbuoy.notifier.AlertFixture.alert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mailbuoy.contracts.event.Cause;
import io.mailbuoy.contracts.event.Delivery;
import io.mailbuoy.contracts.event.DeliveryStatus;
import io.mailbuoy.contracts.event.FaultDomain;
import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.contracts.event.Severity;
import io.mailbuoy.contracts.event.Transition;
import io.mailbuoy.contracts.kafka.TraceParent;
import io.mailbuoy.notifier.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LedgerTest {
  private static final TraceParent TRACE = TraceParent.start();

  private final MovableClock clock = new MovableClock(ONSET);
  private final Ledger ledger = new Ledger(clock);
  private final List<String> offered = new ArrayList<>();

  @BeforeEach
  void listen() {
    ledger.listen(offered::add);
  }

  private static Delivery receipt(int attempts) {
    return new Delivery(
        "alert-1",
        1,
        "team",
        "teams",
        Open.of(DeliveryStatus.RETRYING),
        attempts,
        ONSET,
        "HTTP 503",
        null);
  }

  private int attempts() {
    try (Ledger.Lease lease = ledger.lease("alert-1").orElseThrow()) {
      Delivery receipt = lease.known().receipts().get("team");
      return receipt == null ? 0 : receipt.attempts();
    }
  }

  private int revision() {
    try (Ledger.Lease lease = ledger.lease("alert-1").orElseThrow()) {
      return lease.known().alert().revision();
    }
  }

  @Test
  void nothingIsGivenOutBeforeItsPartitionIsOpen() {
    ledger.learn(alert().make(), 3, TRACE);
    assertThat(offered).isEmpty();
    assertThat(ledger.lease("alert-1")).isEmpty();
    ledger.open(Set.of(3));
    assertThat(offered).containsExactly("alert-1");
    assertThat(ledger.lease("alert-1")).isPresent();
  }

  @Test
  void anOldRevisionThatComesLateIsIgnored() {
    ledger.open(Set.of(3));
    ledger.learn(alert().revision(2, Transition.UPDATED).make(), 3, TRACE);
    ledger.learn(alert().make(), 3, TRACE);
    assertThat(revision()).isEqualTo(2);
    assertThat(offered).hasSize(1);
  }

  @Test
  void theTopicsReceiptsCountUntilThePartitionIsOpenAndOurOwnAfterwards() {
    ledger.learn(alert().make(), 3, TRACE);
    ledger.restore(receipt(1));
    ledger.open(Set.of(3));
    assertThat(attempts()).isEqualTo(1);
    ledger.learn(receipt(2));
    ledger.restore(receipt(1));
    assertThat(attempts()).isEqualTo(2);
  }

  @Test
  void aPartitionThatGoesTakesItsAlertsAlong() {
    ledger.open(Set.of(3, 4));
    ledger.learn(alert().make(), 3, TRACE);
    ledger.learn(alert().id("alert-2").make(), 4, TRACE);
    ledger.close(Set.of(3), Duration.ZERO);
    assertThat(ledger.lease("alert-1")).isEmpty();
    assertThat(ledger.lease("alert-2")).isPresent();
  }

  @Test
  void aPartitionIsLetGoOnlyAfterWhatIsBeingSentHasItsReceipt() throws Exception {
    ledger.open(Set.of(3));
    ledger.learn(alert().make(), 3, TRACE);
    Ledger.Lease sending = ledger.lease("alert-1").orElseThrow();
    CompletableFuture<Void> closed =
        CompletableFuture.runAsync(() -> ledger.close(Set.of(3), Duration.ofSeconds(20)));
    await().until(() -> ledger.lease("alert-1").isEmpty());
    ledger.learn(receipt(1));
    assertThat(closed.isDone()).isFalse();
    sending.close();
    closed.get(5, TimeUnit.SECONDS);
    assertThat(ledger.size()).isZero();
  }

  private static Delivery digest(String alertId, int minute, boolean digested) {
    Instant at = ONSET.plus(Duration.ofMinutes(minute));
    return new Delivery(
        alertId,
        1,
        "team",
        "teams",
        Open.of(DeliveryStatus.DELIVERED),
        1,
        at,
        "ok",
        new Delivery.Told(
            1,
            1,
            at,
            "title",
            false,
            false,
            Open.of(Severity.INFO),
            Open.of(FaultDomain.CUSTOMER),
            Open.of(Cause.THROTTLED),
            List.of(),
            null,
            at,
            digested));
  }

  @Test
  void whenTheLastDigestWasFollowsFromReceiptsBeforeAndAfterTheStart() {
    Ledger draft = ledger.draft();
    draft.restore(digest("alert-1", 60, true));
    draft.restore(digest("alert-2", 10, true));
    draft.restore(digest("alert-3", 70, false));
    draft.restore(receipt(1));
    ledger.absorb(draft);
    assertThat(ledger.digests()).containsExactly(Map.entry("team", ONSET.plusSeconds(3_600)));
    ledger.learn(digest("alert-4", 120, true));
    assertThat(ledger.digests()).containsExactly(Map.entry("team", ONSET.plusSeconds(7_200)));
  }

  @Test
  void theWorstComeFirstAndOfThoseTheOldest() {
    ledger.learn(
        alert().id("late").severity(Severity.WARNING).at(ONSET.plusSeconds(9)).make(), 3, TRACE);
    ledger.learn(alert().id("early").severity(Severity.WARNING).at(ONSET).make(), 3, TRACE);
    ledger.learn(alert().id("elsewhere").make(), 4, TRACE);
    ledger.learn(alert().id("info").severity(Severity.INFO).at(ONSET).make(), 3, TRACE);
    ledger.learn(alert().id("worst").at(ONSET.plusSeconds(99)).make(), 3, TRACE);
    ledger.learn(alert().id("new-word").severity(Severity.UNKNOWN).make(), 3, TRACE);
    ledger.learn(alert().id("not-asked").make(), 3, TRACE);
    ledger.open(Set.of(3));
    assertThat(
            ledger.worstFirst(
                List.of(
                    "info", "late", "nowhere", "early", "elsewhere", "worst", "worst", "new-word")))
        .containsExactly("worst", "new-word", "early", "late", "info");
  }

  @Test
  void aDeletedAlertIsForgotten() {
    ledger.open(Set.of(3));
    ledger.learn(alert().make(), 3, TRACE);
    ledger.forget("alert-1");
    assertThat(ledger.lease("alert-1")).isEmpty();
  }

  @Test
  void whatEndedDaysAgoIsForgottenAndWhatIsPendingIsNot() {
    ledger.learn(alert().resolved(2, ONSET).make(), 3, TRACE);
    ledger.learn(alert().id("alert-2").resolved(2, ONSET).make(), 3, TRACE);
    ledger.learn(alert().id("alert-3").make(), 3, TRACE);
    ledger.restore(receipt(1));
    clock.move(Duration.ofDays(3));
    ledger.open(Set.of(3));
    assertThat(ledger.lease("alert-1")).isPresent();
    assertThat(ledger.lease("alert-2")).isEmpty();
    assertThat(ledger.lease("alert-3")).isPresent();
  }
}
