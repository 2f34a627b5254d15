package io.mailbuoy.probe.targets;

import io.mailbuoy.contracts.event.Target;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Which targets this replica probes, now: those that stand on the topic of targets, in the
/// partitions that are ours. It begins and ends their probing as either changes.
///
/// Nothing begins before the topic was read to its end, because a target may have been changed or
/// removed further on.
///
/// All replicas know the whole topic, so a partition that comes over needs no reading. It is safe
/// for threads.
public final class Roster {
  private final Probing probing;

  /// By the target's id.
  private final Map<String, Entry> known = new HashMap<>();

  private final Map<String, Target> begun = new HashMap<>();
  private Set<Integer> owned = Set.of();
  private boolean complete;

  /// What is done about a target. Calls come one at a time.
  public interface Probing {
    /// Probes it from now on. One that is probed already is ended first.
    void begin(Target target);

    /// Does not begin another probe of it. One that runs may end by itself.
    void end(String id);
  }

  /// A target as it stands on the topic.
  ///
  /// @param partition in which
  /// @param millis when it was written
  /// @param source who has written it
  private record Entry(Target target, int partition, long millis, String source) {}

  public Roster(Probing probing) {
    this.probing = probing;
  }

  /// Somebody has put a target on the topic.
  public synchronized void put(Target target, int partition, long millis, String source) {
    @Nullable Entry before = known.get(target.id());
    // One target stands in two partitions only after the topic was given more of them.
    if (before == null || before.partition() == partition || before.millis() <= millis) {
      known.put(target.id(), new Entry(target, partition, millis, source));
      settle(target.id());
    }
  }

  /// Somebody has removed a target from the topic.
  public synchronized void remove(String id, int partition, long millis) {
    @Nullable Entry before = known.get(id);
    if (before != null && (before.partition() == partition || before.millis() <= millis)) {
      known.remove(id);
      settle(id);
    }
  }

  /// The topic was read to its end.
  public synchronized void complete() {
    complete = true;
    settleAll();
  }

  /// These partitions are ours, and no others.
  public synchronized void own(Set<Integer> partitions) {
    owned = Set.copyOf(partitions);
    settleAll();
  }

  /// What these targets need has changed, though they have not.
  public synchronized void renew(Collection<String> ids) {
    for (String id : ids) {
      @Nullable Target target = begun.get(id);
      if (target != null) {
        probing.begin(target);
      }
    }
  }

  /// How many targets are probed here.
  public synchronized int size() {
    return begun.size();
  }

  /// The ids of all targets in some partitions, whoever probes them.
  public synchronized Set<String> in(Set<Integer> partitions) {
    Set<String> ids = new HashSet<>();
    known.forEach((id, entry) -> {
      if (partitions.contains(entry.partition())) {
        ids.add(id);
      }
    });
    return ids;
  }

  /// What has to be written so that the topic holds what a configuration does.
  ///
  /// @param source who writes for this configuration; only what it has written is removed
  public synchronized Difference difference(Collection<Target> configured, String source) {
    Map<String, Target> wanted = new TreeMap<>();
    configured.forEach(target -> wanted.put(target.id(), target));
    List<Target> missing =
        wanted.values().stream().filter(target -> !target.equals(standing(target.id()))).toList();
    List<String> obsolete =
        known.values().stream()
            .filter(entry -> entry.source().equals(source))
            .map(entry -> entry.target().id())
            .filter(id -> !wanted.containsKey(id))
            .sorted()
            .toList();
    return new Difference(missing, obsolete);
  }

  /// @param missing targets that the topic does not hold, or not so
  /// @param obsolete ids of targets that the configuration held once and holds no more
  public record Difference(List<Target> missing, List<String> obsolete) {
    public Difference {
      missing = List.copyOf(missing);
      obsolete = List.copyOf(obsolete);
    }
  }

  private @Nullable Target standing(String id) {
    @Nullable Entry entry = known.get(id);
    return entry == null ? null : entry.target();
  }

  private void settleAll() {
    Set<String> all = new HashSet<>(known.keySet());
    all.addAll(begun.keySet());
    all.forEach(this::settle);
  }

  private void settle(String id) {
    if (!complete) {
      return;
    }
    @Nullable Entry entry = known.get(id);
    @Nullable Target wanted =
        entry != null && owned.contains(entry.partition()) ? entry.target() : null;
    @Nullable Target now = begun.get(id);
    if (wanted == null) {
      if (now != null) {
        begun.remove(id);
        probing.end(id);
      }
    } else if (!wanted.equals(now)) {
      begun.put(id, wanted);
      probing.begin(wanted);
    }
  }
}
