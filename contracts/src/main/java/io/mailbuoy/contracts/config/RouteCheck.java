package io.mailbuoy.contracts.config;

import io.mailbuoy.contracts.event.AlertFields;
import io.mailbuoy.contracts.event.AlertMatch;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What must fit together where it is said who is told: routes, silences and maintenance windows.
///
/// @param channels the names of the channels, as parts of keys
/// @param wrong takes a key that does not fit, and why
record RouteCheck(ShapeCheck check, Collection<String> channels, BiConsumer<String, String> wrong) {
  private static final String ROUTE = "mailbuoy\\.routes\\[\\d+](?:\\.routes\\[\\d+])*";

  private static final Pattern CHANNEL =
      Pattern.compile(ROUTE + "\\.(?:channels|fallback|escalate\\[\\d+]\\.channels)\\[\\d+]");

  private static final Pattern FIELD =
      Pattern.compile(
          "(?:"
              + ROUTE
              + "|mailbuoy\\.(?:silences|maintenance)\\[\\d+])\\.match\\.(\"[^\"]+\"|[^.\\[]+)(\\[\\d+])?");

  private static final Pattern SILENCE = Pattern.compile("(mailbuoy\\.silences\\[\\d+])\\.until");

  void run() {
    for (String key : List.copyOf(check.paths())) {
      // Most keys are those of targets.
      if (key.startsWith("mailbuoy.routes[")
          || key.startsWith("mailbuoy.silences[")
          || key.startsWith("mailbuoy.maintenance[")) {
        channel(key);
        match(key);
        silence(key);
      }
    }
    if (!check.paths().contains("mailbuoy.routes[0]")) {
      check.warn(0, "mailbuoy.routes", "is empty, so nobody is told");
    }
  }

  private void channel(String key) {
    String name = check.values().get(key);
    if (name != null
        && CHANNEL.matcher(key).matches()
        && !channels.contains(ShapeCheck.quoted(name))) {
      wrong.accept(key, "there is no channel " + check.shown(key) + " under mailbuoy.channels");
    }
  }

  /// A route that can never match would keep silent about it.
  private void match(String key) {
    Matcher matcher = FIELD.matcher(key);
    if (!matcher.matches()) {
      return;
    }
    String field = matcher.group(1).replace("\"", "");
    String value = check.values().get(key);
    if (!AlertFields.all().containsKey(field)) {
      if (matcher.group(2) == null) {
        wrong.accept(key, ShapeCheck.unknown(field, AlertFields.all().keySet()));
      }
    } else if (value != null) {
      Optional<String> fault = AlertMatch.fault(field, value);
      fault.ifPresent(reason -> wrong.accept(key, check.shown(key) + " " + reason));
    }
  }

  private void silence(String key) {
    Matcher matcher = SILENCE.matcher(key);
    String until = check.values().get(key);
    if (!matcher.matches() || until == null) {
      return;
    }
    String from = check.values().get(matcher.group(1) + ".from");
    if (from != null && !OffsetDateTime.parse(until).isAfter(OffsetDateTime.parse(from))) {
      wrong.accept(key, check.shown(key) + " is not after " + from);
    }
  }
}
