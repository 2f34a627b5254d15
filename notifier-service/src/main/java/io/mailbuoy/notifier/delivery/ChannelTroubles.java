package io.mailbuoy.notifier.delivery;

import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.AlertState;
import io.mailbuoy.contracts.event.Cause;
import io.mailbuoy.contracts.event.FaultDomain;
import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.contracts.event.Pattern;
import io.mailbuoy.contracts.event.Protocol;
import io.mailbuoy.contracts.event.Severity;
import io.mailbuoy.contracts.event.Transition;
import io.mailbuoy.notifier.channel.Group;
import io.mailbuoy.notifier.channel.Outcome;
import io.mailbuoy.notifier.channel.Text;
import io.mailbuoy.notifier.decision.Decision;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Raises an alert about a channel that has been failing for long, and ends it when the channel
/// works again.
///
/// Such an alert goes the way of all others: it is put on `mailbuoy.alerts`, and routes say who is
/// told (`service: mailbuoy`). So it survives a restart, and a channel that was down hears of it
/// when it is back, as of everything else that began and ended meanwhile.
public final class ChannelTroubles implements Watcher {
  /// The service that such alerts are about.
  public static final String SERVICE = "mailbuoy";

  private static final String PREFIX = "channel:";

  private final Duration patience;
  private final Set<String> channels;
  private final Ledger ledger;
  private final Consumer<Alert> alerts;
  private final Clock clock;
  private final LongSupplier nanos;
  private final Map<String, Trouble> troubles = new HashMap<>();

  /// Channels of which the ledger may know an open alert.
  private final Set<String> suspects = new HashSet<>();

  /// @param since in nanoseconds of the monotonic clock
  private record Trouble(long since, Instant at) {}

  /// @param patience how long a channel may fail
  /// @param channels all that are configured
  /// @param alerts takes revisions for the topic
  public ChannelTroubles(
      Duration patience,
      Set<String> channels,
      Ledger ledger,
      Consumer<Alert> alerts,
      Clock clock,
      LongSupplier nanos) {
    this.patience = patience;
    this.channels = Set.copyOf(channels);
    this.ledger = ledger;
    this.alerts = alerts;
    this.clock = clock;
    this.nanos = nanos;
    ledger.listen(this::heard);
  }

  private synchronized void heard(String alertId) {
    if (alertId.startsWith(PREFIX)) {
      suspects.add(alertId.substring(PREFIX.length(), alertId.lastIndexOf(':')));
    }
  }

  @Override
  public void attempted(
      Alert alert, String channel, Decision.Send send, Outcome outcome, Duration took) {
    attempted(channel, outcome, took);
  }

  @Override
  public void attemptedGroup(String channel, Group group, Outcome outcome, Duration took) {
    attempted(channel, outcome, took);
  }

  private void attempted(String channel, Outcome outcome, Duration took) {
    switch (outcome) {
      case Outcome.Delivered _ -> worked(channel);
      case Outcome.Retry retry -> failed(channel, retry.reason(), took);
      case Outcome.Permanent permanent -> failed(channel, permanent.reason(), took);
    }
  }

  private synchronized void failed(String channel, String reason, Duration took) {
    long now = nanos.getAsLong();
    Trouble trouble =
        troubles.computeIfAbsent(
            channel, _ -> new Trouble(now - took.toNanos(), clock.instant().minus(took)));
    if (now - trouble.since() >= patience.toNanos() && ledger.open(prefixOf(channel)).isEmpty()) {
      suspects.add(channel);
      alerts.accept(opened(channel, reason, trouble.at()));
    }
  }

  private synchronized void worked(String channel) {
    troubles.remove(channel);
    if (suspects.remove(channel)) {
      ledger.open(prefixOf(channel)).forEach(open -> alerts.accept(resolved(open)));
    }
  }

  private static String prefixOf(String channel) {
    return PREFIX + channel + ":";
  }

  private Alert opened(String channel, String reason, Instant since) {
    Instant now = clock.instant();
    Set<String> working = new TreeSet<>(channels);
    working.removeAll(troubles.keySet());
    String length = Text.length(Duration.between(since, now));
    return new Alert(
        prefixOf(channel) + since.getEpochSecond(),
        1,
        Open.of(AlertState.OPEN),
        Open.of(Transition.OPENED),
        now,
        null,
        SERVICE,
        Open.of(Protocol.UNKNOWN),
        Open.of(Severity.WARNING),
        "Channel '" + channel + "' takes no messages",
        "Nobody has been reached over channel '" + channel + "' for " + length + ": " + reason,
        new Alert.Verdict(
            Open.of(FaultDomain.MONITORING),
            Open.of(Cause.MONITORING_BLIND),
            Open.of(Pattern.HARD),
            1),
        new Alert.Impact(
            since, troubles.size(), channels.size(), 1, List.of(), List.copyOf(working)),
        List.of(),
        new Alert.ProviderStatement(false, null, null),
        List.of(
            "Every attempt since " + Text.time(since) + " has failed, the last with: " + reason,
            working.isEmpty()
                ? "No other channel is known to work."
                : "Not failing: " + String.join(", ", working) + "."),
        List.of("Check the channel's receiver, its address and its credentials."),
        now,
        null);
  }

  private Alert resolved(Alert open) {
    Instant now = clock.instant();
    return new Alert(
        open.alertId(),
        open.revision() + 1,
        Open.of(AlertState.RESOLVED),
        Open.of(Transition.RESOLVED),
        now,
        open.tenant(),
        open.service(),
        open.protocol(),
        open.severity(),
        open.title(),
        open.summary(),
        open.verdict(),
        open.impact(),
        open.incidents(),
        open.provider(),
        open.evidence(),
        open.advice(),
        open.detectedAt(),
        now);
  }

  @Override
  public void decided(Alert alert, String channel, Decision decision) {}

  @Override
  public void unrouted(Alert alert) {}
}
