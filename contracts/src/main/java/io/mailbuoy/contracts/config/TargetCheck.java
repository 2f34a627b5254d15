package io.mailbuoy.contracts.config;

import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// What must fit together within one target: keys that belong to some URLs only.
///
/// @param values the good values of the file by their full keys
/// @param sorted their keys, so that what stands below a key is found without a look at all others
/// @param missing takes a key that is missing, and why it is needed
/// @param wrong takes a key that does not fit, and why
record TargetCheck(
    Map<String, String> values,
    NavigableSet<String> sorted,
    BiConsumer<String, String> missing,
    BiConsumer<String, String> wrong) {
  private static final String ROUND_TRIP = ".round-trip";

  void run(String path) {
    graph(path);
    onlyWith(path, ".expect-status[0]", List.of("https", "http"), "is for https URLs");
    resolvers(path);
    roundTrip(path);
  }

  private void graph(String path) {
    if (values.containsKey(path + ".protocol")) {
      onlyWith(
          path,
          ".protocol",
          List.of("https", "http"),
          "needs the URL of Microsoft Graph, for example " + MailbuoyConfig.GRAPH_URL);
      if (values.containsKey(path + ".password")) {
        wrong.accept(
            path + ".password", "opens nothing; Graph takes a token of the tenant's client");
      } else {
        missing.accept(path + ".user", "is missing; it names the mailbox that is read with Graph");
      }
    }
  }

  private void resolvers(String path) {
    String key = path + ".resolvers[0]";
    String url = values.get(path + ".url");
    if (values.containsKey(key) && url != null) {
      boolean named = url.startsWith("dns://") && url.indexOf('/', "dns://".length()) < 0;
      if (!named) {
        wrong.accept(path + ".url", "must be dns://name where resolvers are named beside it");
      }
    }
  }

  private void roundTrip(String path) {
    String trip = path + ROUND_TRIP;
    if (!isAbove(trip)) {
      return;
    }
    onlyWith(
        path,
        ROUND_TRIP,
        List.of("imap", "imaps"),
        "finds its message over IMAP, so the URL must be imap or imaps");
    missing.accept(trip + ".smtp", "is missing; the message is handed in there");
    missing.accept(trip + ".from", "is missing; it is the message's sender");
    missing.accept(path + ".user", "is missing; a round trip opens the mailbox");
    address(trip + ".from", values.get(trip + ".from"));
    @Nullable String to = values.get(trip + ".to");
    if (to != null) {
      address(trip + ".to", to);
    } else if (!values.getOrDefault(path + ".user", "@").contains("@")) {
      wrong.accept(trip + ".to", "is missing; the target's user is no address to send to");
    }
    String auth =
        values.getOrDefault(
            trip + ".auth", values.containsKey(trip + ".password") ? "password" : "");
    if (List.of("password", "plain", "login").contains(auth)) {
      missing.accept(trip + ".user", "is missing; a password needs one");
      missing.accept(trip + ".password", "is missing; auth is '" + auth + "'");
    }
  }

  /// Whether a key is a section with something in it.
  private boolean isAbove(String key) {
    @Nullable String next = sorted.ceiling(key + ".");
    return next != null && next.startsWith(key + ".");
  }

  private void address(String key, @Nullable String value) {
    if (value != null && !value.matches("[^\\s<>,;]+@[^\\s<>,;]+")) {
      wrong.accept(key, "is not an e-mail address; write only the address itself");
    }
  }

  private void onlyWith(String path, String key, List<String> schemes, String reason) {
    String url = values.get(path + ".url");
    boolean there = values.containsKey(path + key) || isAbove(path + key);
    if (there && url != null && !schemes.contains(url.substring(0, url.indexOf(':')))) {
      wrong.accept(path + key.replace("[0]", ""), reason);
    }
  }
}
