package io.mailbuoy.benchmarks.attribution;

import io.mailbuoy.contracts.event.FailureKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One row of the corpus: what is watched, what goes wrong, and what must be said about it. Times
/// are counted from the beginning.
///
/// @param name its id, and a number where it is played in several sizes
/// @param story what happens, for a person
/// @param expected what must be said to each tenant, by its number; nothing to those without
record Scenario(
    String name,
    String story,
    Watch watch,
    List<Fault> faults,
    List<Silence> silences,
    List<Change> changes,
    List<Incident> incidents,
    Map<Integer, List<Expected>> expected) {

  /// What is watched.
  ///
  /// @param noise the share of probes that fail by chance
  /// @param retries the share of retries that succeed; negative where nothing is tried again
  /// @param extra mailboxes of other services, by the service's name
  record Watch(
      int tenants,
      int mailboxes,
      String service,
      boolean token,
      Duration every,
      List<String> from,
      List<String> controls,
      Duration controlsEvery,
      double noise,
      double retries,
      Map<String, Integer> extra,
      Duration lasts) {}

  /// Something goes wrong.
  ///
  /// @param spread over how long those that are meant fall in, one after the other
  /// @param rate the share of probes that fail
  record Fault(
      Duration begins,
      Duration ends,
      Predicate<Watched> who,
      List<FailureKind> kinds,
      Duration spread,
      double rate,
      String says) {}

  /// Nothing is heard.
  record Silence(Duration begins, Duration ends, Predicate<Watched> who) {}

  /// Somebody changes something.
  ///
  /// @param who whose ids are the change's scope; null where it names none
  record Change(
      Duration at, Duration told, int tenant, @Nullable Predicate<Watched> who, String summary) {}

  /// The provider says something.
  record Incident(Duration at, Duration start, String title, String service, String status) {}

  /// What one alert must say.
  ///
  /// @param causes in the order in which they are said; the last one stands
  /// @param pattern null where either is right
  /// @param affected how many targets at the end; negative where it does not matter
  /// @param share the least share of them that is enough, for faults that do not meet everybody
  /// @param begins when the fault begins
  /// @param within how far from it the alert's `since` may be
  /// @param locations null where it does not matter
  record Expected(
      List<String> causes,
      String domain,
      @Nullable String pattern,
      int affected,
      double share,
      Duration begins,
      Duration within,
      @Nullable List<String> locations,
      @Nullable String severity,
      @Nullable Boolean acknowledged,
      boolean resolved,
      @Nullable String evidence,
      @Nullable String advice) {
    String cause() {
      return causes.getLast();
    }
  }

  /// The cause by which it is counted: that of the first alert that is expected, or `none`.
  String cause() {
    return expected.values().stream()
        .filter(alerts -> !alerts.isEmpty())
        .findFirst()
        .map(alerts -> alerts.getFirst().cause())
        .orElse("none");
  }
}
