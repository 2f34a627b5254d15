package io.mailbuoy.notifier.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.testbed.ReceiverFault;
import io.mailbuoy.testbed.WebhookReceiver;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The contract over HTTP: every status.
public abstract class HttpChannelContract extends ChannelContract {
  protected abstract WebhookReceiver receiver();

  @AfterEach
  void close() {
    receiver().close();
  }

  private Runnable answer(int status) {
    String quoted = "refused: " + String.join(" ", secrets());
    return () -> receiver().faults().set(new ReceiverFault.Status(status, quoted));
  }

  @Override
  protected int delivered() {
    return receiver().accepted().size();
  }

  @Override
  protected void hang() {
    receiver().faults().set(new ReceiverFault.Hang());
  }

  @Override
  protected void reset() {
    receiver().faults().set(new ReceiverFault.Reset());
  }

  @Override
  protected void stop() {
    receiver().stop();
  }

  /// Without 407, which only a proxy may say: where there is none, the dialogue counts as broken.
  @Override
  protected List<Runnable> refusals() {
    return IntStream.concat(IntStream.rangeClosed(301, 308), IntStream.rangeClosed(400, 451))
        .filter(status -> !List.of(304, 407, 408, 425, 429).contains(status))
        .mapToObj(this::answer)
        .toList();
  }

  @Override
  protected List<Runnable> troubles() {
    return Stream.concat(Stream.of(408, 425, 429), IntStream.rangeClosed(500, 511).boxed())
        .map(this::answer)
        .toList();
  }

  @Test
  void theServersWishToBeLeftAloneIsHeard() {
    receiver().faults().set(new ReceiverFault.TooManyRequests(17));
    assertThat(channel().deliver(TRIGGER))
        .isEqualTo(new Outcome.Retry("HTTP 429", Optional.of(Duration.ofSeconds(17))));
  }

  @Test
  void theWishMayBeADate() {
    String date =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(90));
    for (int status : List.of(429, 503)) {
      receiver().faults().set(new ReceiverFault.AskedToWait(status, date));
      assertThat(channel().deliver(TRIGGER))
          .isInstanceOfSatisfying(
              Outcome.Retry.class,
              retry ->
                  assertThat(retry.after().orElseThrow())
                      .isBetween(Duration.ofSeconds(30), Duration.ofSeconds(91)));
    }
  }

  @Test
  void aWishThatCannotBeReadIsNone() {
    for (String wish : List.of("soon", "-3", "Wed, 21 Oct 2015 07:28:00 GMT", "1e9")) {
      receiver().faults().set(new ReceiverFault.AskedToWait(503, wish));
      assertThat(channel().deliver(TRIGGER))
          .isEqualTo(new Outcome.Retry("HTTP 503", Optional.empty()));
    }
  }

  @Test
  void aRedirectTakesNothingElsewhere() {
    try (WebhookReceiver elsewhere = WebhookReceiver.start()) {
      for (int status : List.of(301, 302, 303, 307, 308)) {
        receiver().faults().set(new ReceiverFault.Redirect(status, elsewhere.url()));
        assertThat(channel().deliver(TRIGGER)).isInstanceOf(Outcome.Permanent.class);
      }
      assertThat(elsewhere.received()).isEmpty();
    }
  }

  @Test
  void aSuccessThatBreaksOffIsTriedAgain() {
    receiver().faults().set(new ReceiverFault.CutOff(202, "{\"status\":"));
    assertThat(channel().deliver(TRIGGER)).isInstanceOf(Outcome.Retry.class);
  }

  @Test
  void aRefusalThatBreaksOffIsARefusal() {
    receiver().faults().set(new ReceiverFault.CutOff(403, "go away " + secrets().getFirst()));
    Outcome outcome = channel().deliver(TRIGGER);
    assertThat(outcome).isInstanceOf(Outcome.Permanent.class);
    assertThat(outcome.toString()).contains("HTTP 403").doesNotContain(secrets());
  }

  @Test
  void anAnswerThatDoesNotGoOnIsGivenUpInTime() {
    receiver().faults().set(new ReceiverFault.Stall(202, "{\"status\":"));
    long began = System.nanoTime();
    assertThat(channel().deliver(TRIGGER)).isInstanceOf(Outcome.Retry.class);
    receiver().faults().set(new ReceiverFault.Stall(404, "no"));
    assertThat(channel().deliver(TRIGGER)).isInstanceOf(Outcome.Permanent.class);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(TIMEOUT.multipliedBy(10));
  }

  @Test
  void ofAnAnswerOfAnySizeOnlyTheBeginningIsKept() {
    String huge = "no ".repeat(3_000_000);
    receiver().faults().set(new ReceiverFault.Status(400, huge));
    assertThat(channel().deliver(TRIGGER))
        .isInstanceOfSatisfying(
            Outcome.Permanent.class, refusal -> assertThat(refusal.reason()).hasSizeLessThan(400));
  }

  @Test
  void aMessageIsSentOnceWhereTheConnectionBreaksAfterIt() {
    reset();
    assertThat(channel().deliver(TRIGGER)).isInstanceOf(Outcome.Retry.class);
    assertThat(receiver().received()).hasSize(1);
  }
}
