package io.mailbuoy.probe.retry;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How many retries there may be: in a minute for each mailbox, and for each tenant and overall in
/// proportion to the regular probes, so that an outage of ten thousand mailboxes adds a fifth to
/// the load and does not triple it. A small number is always allowed: twenty mailboxes get every
/// retry.
///
/// When there is not enough for all, what says most goes first. The first retry of a target that
/// worked before tells an intermittent failure from a hard one, and may take the last token. A
/// second retry, or one of a target that has been failing since the cycle before, is granted only
/// while more than half is left. A fleet in trouble is thus sampled: each second, other targets
/// than the second before.
public final class RetryBudget {
  private static final double RESERVED_FOR_NEWS = 0.5;
  private static final int SWEEP_EVERY = 1_000;

  private final Limits limits;
  private final Map<String, Bucket> mailboxes = new HashMap<>();
  private final Map<String, Bucket> tenants = new HashMap<>();
  private @Nullable Bucket overall;
  private int sinceSweep;

  /// @param mailbox retries of one mailbox in a minute, whatever the number of its targets
  /// @param tenantPercent retries of a tenant, in percent of its regular probes
  /// @param overallPercent retries of all, in percent of all regular probes
  /// @param always retries in a minute that a tenant, and all together, may make in any case
  public record Limits(int mailbox, int tenantPercent, int overallPercent, int always) {}

  /// Of what there is not enough.
  public enum Scope {
    MAILBOX("mailbox"),
    TENANT("tenant"),
    OVERALL("overall");

    private final String text;

    Scope(String text) {
      this.text = text;
    }

    /// As metrics call it.
    public String text() {
      return text;
    }
  }

  /// Whether a retry may be made.
  public sealed interface Decision {
    record Granted() implements Decision {}

    record Refused(Scope scope) implements Decision {}
  }

  /// What a retry would tell.
  public enum Worth {
    /// Whether a failure that is new is intermittent.
    NEWS,
    /// More about what is known to fail.
    CONFIRMATION
  }

  public RetryBudget(Limits limits) {
    this.limits = limits;
  }

  /// A regular probe begins. It earns its share of retries.
  public synchronized void regular(Whose whose, Instant now) {
    tenant(whose, now).put(limits.tenantPercent() / 100.0);
    overall(now).put(limits.overallPercent() / 100.0);
  }

  /// Asks for a retry.
  public synchronized Decision ask(Whose whose, Worth worth, Instant now) {
    sweep(now);
    Bucket mailbox =
        mailboxes.computeIfAbsent(
            whose.mailbox(), _ -> new Bucket(limits.mailbox(), limits.mailbox(), now));
    Bucket tenant = tenant(whose, now);
    Bucket all = overall(now);
    if (mailbox.level(now) < 1) {
      return new Decision.Refused(Scope.MAILBOX);
    }
    if (isShort(tenant, worth, now)) {
      return new Decision.Refused(Scope.TENANT);
    }
    if (isShort(all, worth, now)) {
      return new Decision.Refused(Scope.OVERALL);
    }
    mailbox.take();
    tenant.take();
    all.take();
    return new Decision.Granted();
  }

  private static boolean isShort(Bucket bucket, Worth worth, Instant now) {
    return bucket.level(now) < 1
        || (worth == Worth.CONFIRMATION && bucket.share(now) < RESERVED_FOR_NEWS);
  }

  private Bucket tenant(Whose whose, Instant now) {
    return tenants.computeIfAbsent(
        whose.tenant(), _ -> new Bucket(limits.always(), limits.always(), now));
  }

  private Bucket overall(Instant now) {
    if (overall == null) {
      overall = new Bucket(limits.always(), limits.always(), now);
    }
    return overall;
  }

  /// A full bucket is as good as none.
  private void sweep(Instant now) {
    if (++sinceSweep >= SWEEP_EVERY) {
      sinceSweep = 0;
      mailboxes.values().removeIf(each -> each.isFull(now));
      tenants.values().removeIf(each -> each.isFull(now));
    }
  }

  /// How many mailboxes are remembered.
  synchronized int remembered() {
    return mailboxes.size();
  }
}
