package io.mailbuoy.contracts.config;

import io.mailbuoy.contracts.event.AlertFields;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What must fit together within one channel: keys that belong to some types only.
///
/// @param values the good values of the file by their full keys
/// @param tenants the names under `mailbuoy.tenants`
/// @param shown a key's value as a message may repeat it
/// @param missing takes a key that is missing, and why it is needed
/// @param wrong takes a key that does not fit, and why
record ChannelCheck(
    Map<String, String> values,
    Set<String> tenants,
    UnaryOperator<String> shown,
    BiConsumer<String, String> missing,
    BiConsumer<String, String> wrong) {
  /// A key that would do nothing at a channel of another type.
  private record Own(String key, String type) {}

  private static final List<Own> OWN =
      List.of(
          new Own(".webhook-secret", "pagerduty"),
          new Own(".change-events", "pagerduty"),
          new Own(".signing-secret", "webhook"),
          new Own(".authorization", "webhook"),
          new Own(".auth", "email"),
          new Own(".tenant", "email"),
          new Own(".mentions[0]", "teams"),
          new Own(".templates.card", "teams"),
          new Own(".templates.summary", "pagerduty"),
          new Own(".templates.details", "pagerduty"),
          new Own(".templates.subject", "email"),
          new Own(".templates.text", "email"),
          new Own(".templates.html", "email"),
          new Own(".templates.body", "webhook"));

  /// What ended longer ago is not told any more, so it must not wait for longer either.
  private static final Duration LONGEST_DIGEST = Duration.ofDays(1);

  /// An outage's first message must not wait for longer.
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

  void run(String path) {
    String type = values.getOrDefault(path + ".type", "");
    switch (type) {
      case "teams" ->
          missing(path + ".url", "is missing; it is the address of the Workflows webhook");
      case "pagerduty" -> missing(path + ".routing-key", "is missing; it is the integration's key");
      case "webhook" -> missing(path + ".url", "is missing; it is where the events are posted");
      case "email" -> email(path);
      default -> {} // the shape has reported it
    }
    for (Own own : OWN) {
      if (has(path + own.key()) && !type.isEmpty() && !type.equals(own.type())) {
        wrong.accept(path + own.key(), "is for channels of the type " + own.type());
      }
    }
    together(
        path + ".digest",
        type,
        LONGEST_DIGEST,
        "is longer than a day; write 1d or less",
        "and has no digest; take the key away, and route severity: info to a channel of another"
            + " type");
    together(
        path + ".group-wait",
        type,
        LONGEST_WAIT,
        "is longer than ten minutes; write 10m or less, or a digest for what is not urgent",
        "and has no message about several; take the key away");
    groupBy(path);
    String url = values.get(path + ".url");
    if (url != null) {
      Shape.urlFault(url, List.of("https", "http"))
          .ifPresent(reason -> wrong.accept(path + ".url", "the value " + reason));
    }
    Stream.concat(
            Stream.of(path + ".from"),
            Stream.of(".to", ".mentions").flatMap(list -> entries(path + list)))
        .filter(key -> has(key) && !values.getOrDefault(key, "").contains("@"))
        .forEach(key -> wrong.accept(key, shown.apply(key) + " is not an e-mail address"));
    OWN.stream()
        .map(Own::key)
        .filter(key -> key.startsWith(".templates."))
        .map(key -> path + key)
        .filter(key -> has(key) && !isReadable(values.getOrDefault(key, "")))
        .forEach(key -> wrong.accept(key, "the file " + shown.apply(key) + " cannot be read"));
  }

  /// A key with which several alerts are told in one message.
  private void together(
      String key, String type, Duration longest, String tooLong, String notForPagerDuty) {
    Optional<Duration> time = Optional.ofNullable(values.get(key)).flatMap(Durations::parse);
    if (time.isEmpty()) {
      return;
    }
    if (type.equals("pagerduty")) {
      wrong.accept(key, "PagerDuty keeps an incident for each alert " + notForPagerDuty);
    } else if (time.get().compareTo(longest) > 0) {
      wrong.accept(key, shown.apply(key) + " " + tooLong);
    }
  }

  private void groupBy(String path) {
    List<String> keys = entries(path + ".group-by").toList();
    for (String key : keys) {
      String field = values.getOrDefault(key, "");
      if (!AlertFields.all().containsKey(field)) {
        wrong.accept(key, ShapeCheck.unknown(field, AlertFields.all().keySet()));
      }
    }
    if (!keys.isEmpty()) {
      missing(path + ".group-wait", "is missing; group-by says what waits together");
    }
  }

  private void email(String path) {
    missing(path + ".smtp", "is missing; write smtps://host:465 or smtp://host:587");
    missing(path + ".from", "is missing");
    missing(path + ".to[0]", "is missing; name at least one recipient");
    if ("xoauth2".equals(values.get(path + ".auth"))) {
      token(path);
    } else if (has(path + ".tenant")) {
      wrong.accept(path + ".tenant", "is for auth: xoauth2");
    } else if (has(path + ".user") != has(path + ".password")) {
      missing(path + (has(path + ".user") ? ".password" : ".user"), "is missing beside the other");
    } else if (has(path + ".auth")) {
      missing(path + ".user", "is missing; auth says how it logs in");
    }
  }

  private void token(String path) {
    missing(path + ".user", "is missing; it is the mailbox that sends");
    missing(path + ".tenant", "is missing; the token is asked for with the tenant's client");
    if (has(path + ".password")) {
      wrong.accept(path + ".password", "is for auth: password; xoauth2 logs in with a token");
    }
    String tenant = values.get(path + ".tenant");
    if (tenant == null) {
      return;
    }
    String name = ShapeCheck.quoted(tenant);
    if (!tenants.contains(name)) {
      wrong.accept(
          path + ".tenant",
          "there is no tenant " + shown.apply(path + ".tenant") + " under mailbuoy.tenants");
    } else if (!has("mailbuoy.tenants." + name + ".client-secret")) {
      wrong.accept(
          path + ".tenant",
          shown.apply(path + ".tenant")
              + " has no client-secret; mail is sent with a client that proves itself with one");
    }
  }

  private void missing(String key, String reason) {
    missing.accept(key, reason);
  }

  private boolean has(String key) {
    return values.containsKey(key);
  }

  private Stream<String> entries(String path) {
    return IntStream.iterate(0, i -> has(path + "[" + i + "]"), i -> i + 1)
        .mapToObj(i -> path + "[" + i + "]");
  }

  private static boolean isReadable(String file) {
    try {
      return Files.isReadable(Path.of(file)) && Files.isRegularFile(Path.of(file));
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
