package io.mailbuoy.notifier.change;

import io.mailbuoy.contracts.config.MailbuoyConfig;
import io.mailbuoy.contracts.event.ChangeEvent;
import io.mailbuoy.contracts.kafka.Topics;
import io.mailbuoy.contracts.kafka.UnreadableEventException;
import io.mailbuoy.notifier.channel.Outcome;
import io.mailbuoy.notifier.channel.pagerduty.ChangeEvents;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/// Passes change events on to the PagerDuty channels that show them.
///
/// They are context and not alerts: each is tried a few times, in about a minute, and then given up
/// with a word in the log. There are no receipts of them.
@ApplicationScoped
public class ChangeFeed {
  private static final Logger LOG = Logger.getLogger(ChangeFeed.class);
  private static final int RETRIES = 4;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final Executor THREADS = Thread::startVirtualThread;

  private final Map<String, ChangeEvents> channels = new TreeMap<>();

  @Inject
  public ChangeFeed(MailbuoyConfig config) {
    config
        .channels()
        .forEach((name, channel) -> {
          if (channel.changeEvents()) {
            channels.put(name, ChangeEvents.of(name, channel, config.notifier().timeout()));
          }
        });
  }

  /// One replica hears each change.
  @Incoming("changes")
  public Uni<Void> change(ConsumerRecord<byte[], byte[]> consumed) {
    if (channels.isEmpty()) {
      return Uni.createFrom().voidItem();
    }
    ChangeEvent change;
    try {
      change = Topics.CHANGES.codec().read(consumed.value());
    } catch (UnreadableEventException e) {
      return Uni.createFrom().voidItem(); // the classifier sets it aside
    }
    return Uni.join()
        .all(
            channels.entrySet().stream()
                .map(each -> tell(each.getKey(), each.getValue(), change))
                .toList())
        .andCollectFailures()
        .replaceWithVoid();
  }

  private static Uni<Void> tell(String name, ChangeEvents channel, ChangeEvent change) {
    return Uni.createFrom()
        .item(() -> channel.tell(change))
        .runSubscriptionOn(THREADS)
        .invoke(outcome -> {
          switch (outcome) {
            case Outcome.Delivered _ ->
                LOG.infof("told '%s' of a change: %s", name, change.summary());
            case Outcome.Permanent permanent ->
                LOG.warnf("channel '%s' refuses a change event: %s", name, permanent.reason());
            case Outcome.Retry retry -> throw new NotYetException(retry.reason());
          }
        })
        .onFailure(NotYetException.class)
        .retry()
        .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
        .atMost(RETRIES)
        .onFailure()
        .invoke(failure ->
            LOG.warnf("channel '%s' was not told of a change: %s", name, failure.getMessage()))
        .onFailure()
        .recoverWithNull()
        .replaceWithVoid();
  }

  /// Lets the retry know.
  private static final class NotYetException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotYetException(String reason) {
      super(reason);
    }
  }
}
