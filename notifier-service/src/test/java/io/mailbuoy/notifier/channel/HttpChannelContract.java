package io.mailbuoy.notifier.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.testbed.ReceiverFault;
import io.mailbuoy.testbed.WebhookReceiver;
import java.time.Duration;
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
  void aMessageIsSentOnceWhereTheConnectionBreaksAfterIt() {
    reset();
    assertThat(channel().deliver(TRIGGER)).isInstanceOf(Outcome.Retry.class);
    assertThat(receiver().received()).hasSize(1);
  }
}
