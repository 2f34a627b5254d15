package io.mailbuoy.probe;

import io.mailbuoy.contracts.event.Target;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Who asked to be left alone, and until when. Servers count the load by mailbox, so all targets of
/// one mailbox share its quiet time.
public final class QuietTimes {
  private final Map<String, Instant> byMailbox = new ConcurrentHashMap<>();

  /// Until when a target is to be left alone; long ago where nobody asked.
  Instant until(Target target) {
    return byMailbox.getOrDefault(mailbox(target), Instant.MIN);
  }

  void keep(Target target, Instant until) {
    byMailbox.merge(mailbox(target), until, (a, b) -> a.isAfter(b) ? a : b);
  }

  private static String mailbox(Target target) {
    return target.user() == null ? target.id() : target.user() + " at " + target.url();
  }
}
