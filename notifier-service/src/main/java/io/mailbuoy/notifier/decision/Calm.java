package io.mailbuoy.notifier.decision;

import io.mailbuoy.contracts.config.MailbuoyConfig;
import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.AlertMatch;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// When the configuration asks for quiet: silences, maintenance windows, and the quiet hours of
/// channels.
public final class Calm {
  private final List<Silence> silences;
  private final List<Window> windows;
  private final Map<String, List<Quiet>> quiet;

  private Calm(List<Silence> silences, List<Window> windows, Map<String, List<Quiet>> quiet) {
    this.silences = List.copyOf(silences);
    this.windows = List.copyOf(windows);
    this.quiet = Map.copyOf(quiet);
  }

  private record Silence(AlertMatch match, Instant from, Instant until) {}

  private record Window(AlertMatch match, Hours hours) {}

  /// @param severities empty for all
  private record Quiet(List<String> severities, Hours hours) {
    boolean concerns(Alert alert) {
      return severities.isEmpty() || severities.contains(alert.severity().text());
    }
  }

  public static Calm none() {
    return new Calm(List.of(), List.of(), Map.of());
  }

  public static Calm of(MailbuoyConfig config) {
    Map<String, List<Quiet>> quiet = new LinkedHashMap<>();
    config
        .channels()
        .forEach((name, channel) ->
            quiet.put(
                name,
                channel.quiet().stream()
                    .map(each -> new Quiet(each.severity().orElse(List.of()), Hours.of(each)))
                    .toList()));
    return new Calm(
        config.silences().stream()
            .map(each ->
                new Silence(
                    AlertMatch.of(each.match()),
                    OffsetDateTime.parse(each.from()).toInstant(),
                    OffsetDateTime.parse(each.until()).toInstant()))
            .toList(),
        config.maintenance().stream()
            .map(each -> new Window(AlertMatch.of(each.match()), Hours.of(each)))
            .toList(),
        quiet);
  }

  /// Until when nobody is to be told of this alert; empty where nothing covers it now.
  Optional<Instant> silentUntil(Alert alert, Instant now) {
    return Stream.concat(
            silences.stream()
                .filter(each -> !now.isBefore(each.from()) && now.isBefore(each.until()))
                .filter(each -> each.match().fits(alert))
                .map(Silence::until),
            windows.stream()
                .filter(each -> each.match().fits(alert))
                .flatMap(each -> each.hours().until(now).stream()))
        .max(Instant::compareTo);
  }

  /// Until when this channel is not to be disturbed with this alert.
  Optional<Instant> quietUntil(String channel, Alert alert, Instant now) {
    return quiet.getOrDefault(channel, List.of()).stream()
        .filter(each -> each.concerns(alert))
        .flatMap(each -> each.hours().until(now).stream())
        .max(Instant::compareTo);
  }
}
