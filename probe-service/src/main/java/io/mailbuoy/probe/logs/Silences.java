package io.mailbuoy.probe.logs;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/// For programs that tell failures alone. One that has told a failure and then tells none for long
/// is well again, as far as it can be known; without that, an alert would stay open for ever. It is
/// said once a minute then, as often as it takes at most to be believed, and no more.
final class Silences {
  private static final int TIMES = 12;
  private static final Duration EACH = Duration.ofMinutes(1);

  private final Duration after;
  private final Map<String, Quiet> failing = new HashMap<>();

  /// @param due when it is to be said next
  private record Quiet(Instant due, int said) {}

  /// @param after how long after a failure
  Silences(Duration after) {
    this.after = after;
  }

  /// A target has failed.
  void failed(String targetId, Instant now) {
    failing.put(targetId, new Quiet(now.plus(after), 0));
  }

  /// A target has told a success after all.
  void worked(String targetId) {
    failing.remove(targetId);
  }

  /// The targets that have been quiet for long enough, once more.
  List<String> due(Instant now) {
    List<String> due = new ArrayList<>();
    Iterator<Map.Entry<String, Quiet>> each = failing.entrySet().iterator();
    while (each.hasNext()) {
      Map.Entry<String, Quiet> entry = each.next();
      if (!entry.getValue().due().isAfter(now)) {
        due.add(entry.getKey());
        int said = entry.getValue().said() + 1;
        if (said >= TIMES) {
          each.remove();
        } else {
          entry.setValue(new Quiet(now.plus(EACH), said));
        }
      }
    }
    return due;
  }
}
