package io.mailbuoy.probe;

import io.mailbuoy.probe.retry.Whose;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Who asked to be left alone, and until when. Servers count the load by mailbox, so all targets of
/// one mailbox share its quiet time.
public final class QuietTimes {
  private static final int SWEEP_EVERY = 100;

  private final Map<String, Instant> byMailbox = new ConcurrentHashMap<>();
  private final AtomicInteger kept = new AtomicInteger();

  /// Until when a mailbox is to be left alone; long ago where nobody asked.
  Instant until(Whose whose) {
    return byMailbox.getOrDefault(whose.mailbox(), Instant.MIN);
  }

  void keep(Whose whose, Instant until, Instant now) {
    byMailbox.merge(whose.mailbox(), until, (a, b) -> a.isAfter(b) ? a : b);
    if (kept.incrementAndGet() % SWEEP_EVERY == 0) {
      byMailbox.values().removeIf(each -> !each.isAfter(now));
    }
  }

  /// How many are remembered.
  int size() {
    return byMailbox.size();
  }
}
