package io.mailbuoy.notifier;

import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.notifier.channel.Group;
import io.mailbuoy.notifier.channel.Occasion;
import io.mailbuoy.notifier.channel.Outcome;
import io.mailbuoy.notifier.decision.Decision;
import io.mailbuoy.notifier.delivery.ChannelWorker;
import io.mailbuoy.notifier.delivery.Watcher;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/// Logs and counts what the pipeline does. A failure is logged when its reason changes, so that a
/// channel that is down for a day fills no disk.
final class Telemetry implements Watcher {
  private static final Logger LOG = Logger.getLogger("io.mailbuoy.notifier");
  private static final int REMEMBERED = 10_000;

  private final MeterRegistry metrics;
  private final Map<String, String> troubles = new ConcurrentHashMap<>();
  private final Set<String> unrouted =
      Collections.synchronizedSet(
          Collections.newSetFromMap(
              new LinkedHashMap<>() {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                  return size() > REMEMBERED;
                }
              }));

  Telemetry(MeterRegistry metrics) {
    this.metrics = metrics;
  }

  /// Shows how much waits on each channel.
  void follow(List<ChannelWorker> workers) {
    for (ChannelWorker worker : workers) {
      Tags channel = Tags.of("channel", worker.channel().name());
      metrics.gauge("mailbuoy.notifier.waiting", channel, worker, each -> each.backlog().waiting());
      metrics.gauge(
          "mailbuoy.notifier.oldest.seconds",
          channel,
          worker,
          each -> each.backlog().oldest().toMillis() / 1_000.0);
    }
  }

  @Override
  public void decided(Alert alert, String channel, Decision decision) {
    String verb =
        switch (decision) {
          case Decision.Send send -> send.action().name().toLowerCase(Locale.ROOT);
          case Decision.Gather gather -> gather.as().name().toLowerCase(Locale.ROOT);
          case Decision.Later _ -> "later";
          case Decision.Suppress _ -> "suppress";
          case Decision.Skip _ -> "skip";
        };
    metrics
        .counter(
            "mailbuoy.notifier.decisions",
            "channel",
            channel,
            "decision",
            verb,
            "reason",
            decision.reason().label())
        .increment();
    LOG.debugf(
        "alert %s revision %d, channel '%s': %s, %s",
        alert.alertId(), alert.revision(), channel, verb, decision.reason().words());
  }

  @Override
  public void attempted(
      Alert alert, String channel, Decision.Send send, Outcome outcome, Duration took) {
    String word =
        switch (outcome) {
          case Outcome.Delivered delivered -> {
            told(alert, channel, send, delivered, took);
            yield "delivered";
          }
          case Outcome.Retry retry -> {
            failing(channel, words(alert), retry);
            yield "retry";
          }
          case Outcome.Permanent permanent -> {
            refused(channel, words(alert), permanent);
            yield "permanent";
          }
        };
    record(channel, word, took);
  }

  @Override
  public void attemptedGroup(String channel, Group group, Outcome outcome, Duration took) {
    String what = group.words();
    String word =
        switch (outcome) {
          case Outcome.Delivered delivered -> {
            works(channel);
            LOG.infof(
                "told '%s' %s; %s (%d ms)", channel, what, delivered.detail(), took.toMillis());
            yield "delivered";
          }
          case Outcome.Retry retry -> {
            failing(channel, what, retry);
            yield "retry";
          }
          case Outcome.Permanent permanent -> {
            switch (group.occasion()) {
              case Occasion.Digest _ -> refused(channel, what, permanent);
              case Occasion.Waited _, Occasion.Limited _, Occasion.Away _, Occasion.Started _ ->
                  LOG.warnf(
                      "channel '%s' refuses %s; each of them is told by itself: %s",
                      channel, what, permanent.reason());
            }
            yield "permanent";
          }
        };
    record(channel, word, took);
  }

  private void record(String channel, String outcome, Duration took) {
    metrics
        .timer("mailbuoy.notifier.attempts", "channel", channel, "outcome", outcome)
        .record(took);
  }

  private void works(String channel) {
    if (troubles.remove(channel) != null) {
      LOG.infof("channel '%s' works again", channel);
    }
  }

  private static String words(Alert alert) {
    return "alert " + alert.alertId() + " revision " + alert.revision();
  }

  private void told(
      Alert alert, String channel, Decision.Send send, Outcome.Delivered outcome, Duration took) {
    works(channel);
    LOG.infof(
        "told '%s': %s, %s; alert %s revision %d; %s (%d ms)",
        channel,
        send.action().name().toLowerCase(Locale.ROOT),
        send.why(),
        alert.alertId(),
        alert.revision(),
        outcome.detail(),
        took.toMillis());
  }

  private void failing(String channel, String what, Outcome.Retry outcome) {
    if (!outcome.reason().equals(troubles.put(channel, outcome.reason()))) {
      LOG.warnf("channel '%s' does not take %s; trying on: %s", channel, what, outcome.reason());
    }
  }

  private void refused(String channel, String what, Outcome.Permanent outcome) {
    troubles.remove(channel);
    LOG.errorf(
        "channel '%s' refuses %s for good; its route's fallback is told; check the channel's"
            + " settings: %s",
        channel, what, outcome.reason());
  }

  @Override
  public void unrouted(Alert alert) {
    if (unrouted.add(alert.alertId())) {
      LOG.warnf(
          "no route fits alert %s (%s, %s), so nobody is told; add a route with an empty match",
          alert.alertId(), alert.severity(), alert.verdict().cause());
    }
  }
}
