package io.mailbuoy.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.contracts.event.Outcome;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.contracts.event.ProbeResult;
import io.mailbuoy.contracts.event.ProbeResult.PhaseTiming;
import io.mailbuoy.contracts.event.Protocol;
import io.mailbuoy.contracts.event.Role;
import io.mailbuoy.contracts.event.Target;
import io.mailbuoy.contracts.kafka.TraceParent;
import io.mailbuoy.probe.retry.RetryBudget;
import io.mailbuoy.probe.retry.Whose;
import io.mailbuoy.probe.schedule.Next;
import io.mailbuoy.probe.wire.Fault;
import io.mailbuoy.probe.wire.Observation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProbeRoundTest {
  private static final Observation.End WORKED = new Observation.Worked();
  private static final Observation.End REJECTED =
      failed(Fault.passing(FailureKind.AUTH_REJECTED, "NO AUTHENTICATE failed."));

  private final ManualClock clock = new ManualClock("2026-01-02T00:01:00.123456Z");
  private final List<RetryBudget.Scope> refused = new ArrayList<>();
  private ProbeRound.Manners manners = manners(new RetryBudget.Limits(6, 50, 20, 60));
  private final List<ProbeResult> results = new ArrayList<>();
  private final List<TraceParent> traces = new ArrayList<>();

  /// Ends as the test has written down, one after the other.
  private record ScriptedProbe(Deque<Observation.End> ends) implements Probe {
    static ScriptedProbe of(Observation.End... ends) {
      return new ScriptedProbe(new ArrayDeque<>(List.of(ends)));
    }

    @Override
    public Observation observe() {
      return new Observation(
          List.of(new PhaseTiming(Phase.AUTHENTICATE, 7)), ends.removeFirst(), null, null);
    }
  }

  @Test
  void a_success_is_one_result_of_a_cycle_of_its_own() {
    ProbeRound round = round("a", ScriptedProbe.of(WORKED, WORKED));
    assertThat(round.run()).isEqualTo(new Next.Regularly());
    assertThat(round.run()).isEqualTo(new Next.Regularly());
    assertThat(results).extracting(ProbeResult::attempt).containsExactly(1, 1);
    assertThat(results.get(0).cycle()).isNotEqualTo(results.get(1).cycle());
    ProbeResult first = results.getFirst();
    assertThat(first.outcome().is(Outcome.SUCCESS)).isTrue();
    assertThat(first.failure()).isNull();
    assertThat(first.targetId()).isEqualTo("a");
    assertThat(first.location()).isEqualTo("fra1");
    assertThat(first.startedAt()).hasToString("2026-01-02T00:01:00.123Z");
    assertThat(first.id()).matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-.*");
  }

  @Test
  void what_works_and_has_a_quota_is_left_alone_for_as_long_as_that_takes() {
    Duration rest = Duration.ofMinutes(20);
    ProbeRound round = round("a", ScriptedProbe.of(new Observation.Worked(rest)));
    assertThat(round.run()).isEqualTo(new Next.NotBefore(clock.instant().plus(rest)));
    assertThat(results.getFirst().outcome().is(Outcome.SUCCESS)).isTrue();
  }

  @Test
  void a_failure_that_may_pass_is_tried_again_in_the_same_cycle_until_it_works() {
    ProbeRound round = round("a", ScriptedProbe.of(REJECTED, WORKED, WORKED));
    assertThat(round.run()).isEqualTo(new Next.Again(Duration.ofSeconds(5)));
    assertThat(round.run()).isEqualTo(new Next.Regularly());
    round.run();
    assertThat(results).extracting(ProbeResult::attempt).containsExactly(1, 2, 1);
    assertThat(results.get(0).cycle()).isEqualTo(results.get(1).cycle());
    assertThat(results.get(2).cycle()).isNotEqualTo(results.get(1).cycle());
    assertThat(traceId(traces.get(0))).isEqualTo(traceId(traces.get(1)));
    assertThat(traces.get(0)).isNotEqualTo(traces.get(1));
    assertThat(traceId(traces.get(2))).isNotEqualTo(traceId(traces.get(1)));
  }

  @Test
  void retries_come_to_an_end() {
    ProbeRound round = round("a", ScriptedProbe.of(REJECTED, REJECTED, REJECTED));
    assertThat(round.run()).isInstanceOf(Next.Again.class);
    assertThat(round.run()).isInstanceOf(Next.Again.class);
    assertThat(round.run()).isEqualTo(new Next.Regularly());
    assertThat(results).extracting(ProbeResult::attempt).containsExactly(1, 2, 3);
  }

  @Test
  void a_failure_that_somebody_has_to_mend_is_not_tried_again() {
    Fault lasting = Fault.lasting(FailureKind.CERTIFICATE_INVALID, null);
    assertThat(round("a", ScriptedProbe.of(failed(lasting))).run()).isEqualTo(new Next.Regularly());
  }

  @Test
  void a_throttled_mailbox_is_left_alone_by_all_its_targets_and_no_other() {
    Fault throttled =
        Fault.throttled("BAD Request is throttled.", Optional.of(Duration.ofSeconds(89)));
    ProbeRound first = round("first", ScriptedProbe.of(failed(throttled), WORKED));
    ProbeRound second = round("second", ScriptedProbe.of(WORKED));
    Next.NotBefore until = new Next.NotBefore(clock.instant().plusSeconds(89));
    assertThat(first.run()).isEqualTo(until);
    clock.advance(Duration.ofSeconds(60));
    assertThat(second.run()).isEqualTo(until);
    assertThat(first.run()).isEqualTo(until);
    assertThat(results).hasSize(1);
    ProbeRound other =
        new ProbeRound(
            target("other", "somebody.else"),
            ScriptedProbe.of(WORKED),
            new ProbeRound.Settings("fra1", 2, Duration.ofSeconds(5)),
            manners,
            this::note,
            clock);
    assertThat(other.run()).isEqualTo(new Next.Regularly());
    clock.advance(Duration.ofSeconds(30));
    assertThat(first.run()).isEqualTo(new Next.Regularly());
  }

  @Test
  void a_retry_never_waits_longer_than_the_interval() {
    Target often =
        new Target(
            "often",
            null,
            "s",
            Open.of(Protocol.IMAP),
            Open.of(Role.SUBJECT),
            "imap://h",
            null,
            "none",
            1_000,
            500);
    ProbeRound round =
        new ProbeRound(
            often,
            ScriptedProbe.of(REJECTED),
            new ProbeRound.Settings("fra1", 2, Duration.ofSeconds(5)),
            manners,
            this::note,
            clock);
    assertThat(round.run()).isEqualTo(new Next.Again(Duration.ofSeconds(1)));
  }

  @Test
  void a_failure_is_told_as_the_contract_has_it() {
    round("a", ScriptedProbe.of(REJECTED)).run();
    ProbeResult result = results.getFirst();
    assertThat(result.outcome().is(Outcome.FAILURE)).isTrue();
    assertThat(result.failure())
        .isEqualTo(
            new ProbeResult.Failure(
                Phase.AUTHENTICATE, FailureKind.AUTH_REJECTED, "NO AUTHENTICATE failed.", true));
    assertThat(result.phases()).containsExactly(new PhaseTiming(Phase.AUTHENTICATE, 7));
  }

  @Test
  void without_a_budget_a_failure_waits_for_its_next_regular_time_and_that_is_counted() {
    manners = manners(new RetryBudget.Limits(0, 50, 20, 60));
    ProbeRound round = round("a", ScriptedProbe.of(REJECTED, REJECTED));
    assertThat(round.run()).isEqualTo(new Next.Regularly());
    assertThat(round.run()).isEqualTo(new Next.Regularly());
    assertThat(results).extracting(ProbeResult::attempt).containsExactly(1, 1);
    assertThat(results.get(0).cycle()).isNotEqualTo(results.get(1).cycle());
    assertThat(refused).containsExactly(RetryBudget.Scope.MAILBOX, RetryBudget.Scope.MAILBOX);
  }

  @Test
  void when_retries_are_scarce_a_new_failure_goes_before_a_known_one() {
    manners = manners(new RetryBudget.Limits(100, 0, 0, 4));
    ProbeRound known = round("known", ScriptedProbe.of(REJECTED, REJECTED, REJECTED, REJECTED));
    assertThat(known.run()).isInstanceOf(Next.Again.class);
    assertThat(known.run()).isInstanceOf(Next.Again.class);
    assertThat(known.run()).isEqualTo(new Next.Regularly());
    round("other", ScriptedProbe.of(REJECTED)).run();
    assertThat(known.run()).isEqualTo(new Next.Regularly());
    assertThat(round("news", ScriptedProbe.of(REJECTED)).run()).isInstanceOf(Next.Again.class);
    assertThat(refused).containsExactly(RetryBudget.Scope.TENANT);
  }

  @Test
  void quiet_times_that_are_over_are_forgotten() {
    QuietTimes quietTimes = new QuietTimes();
    for (int i = 0; i < 1_000; i++) {
      Instant now = clock.instant();
      quietTimes.keep(new Whose("mailbox-" + i, ""), now.plusSeconds(10), now);
      clock.advance(Duration.ofSeconds(1));
    }
    assertThat(quietTimes.size()).isLessThanOrEqualTo(110);
  }

  private ProbeRound.Manners manners(RetryBudget.Limits limits) {
    return new ProbeRound.Manners(new QuietTimes(), new RetryBudget(limits), refused::add);
  }

  private ProbeRound round(String id, Probe probe) {
    return new ProbeRound(
        target(id, "support@contoso.example"),
        probe,
        new ProbeRound.Settings("fra1", 2, Duration.ofSeconds(5)),
        manners,
        this::note,
        clock);
  }

  private void note(ProbeResult result, TraceParent trace) {
    results.add(result);
    traces.add(trace);
  }

  private static String traceId(TraceParent trace) {
    return trace.text().substring(3, 35);
  }

  private static Observation.End failed(Fault fault) {
    return new Observation.Failed(Phase.AUTHENTICATE, fault);
  }

  private static Target target(String id, String user) {
    return new Target(
        id,
        "contoso",
        "exchange-online",
        Open.of(Protocol.IMAP),
        Open.of(Role.SUBJECT),
        "imaps://localhost:993",
        user,
        "xoauth2",
        60_000,
        30_000);
  }
}
