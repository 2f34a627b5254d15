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
/// said a few times, as often as it takes to be believed, and no more.
final class Silences {
  private static final int TIMES = 6;

  private final Duration after;
  private final Map<String, Quiet> failing = new HashMap<>();

  private record Quiet(Instant since, int said) {}

  /// @param after how long after a failure
  Silences(Duration after) {
    this.after = after;
  }

  /// A target has failed.
  void failed(String targetId, Instant now) {
    failing.put(targetId, new Quiet(now, 0));
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
      if (!entry.getValue().since().plus(after).isAfter(now)) {
        due.add(entry.getKey());
        int said = entry.getValue().said() + 1;
        if (said >= TIMES) {
          each.remove();
        } else {
          entry.setValue(new Quiet(now, said));
        }
      }
    }
    return due;
  }
}
