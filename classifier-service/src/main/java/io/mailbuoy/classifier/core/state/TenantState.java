package io.mailbuoy.classifier.core.state;

import io.mailbuoy.classifier.core.Observation;
import io.mailbuoy.contracts.event.ChangeEvent;
import io.mailbuoy.contracts.event.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Everything the classifier remembers of one tenant. It is made of [Part]s; whoever changes one
/// touches it, and the shell saves what was touched.
///
/// All iteration is in the order of names, so that a state that was saved and loaded decides as the
/// one that was not.
public final class TenantState {
  private static final Duration CHANGES_KEPT = Duration.ofDays(2);
  private static final Duration FOREIGN_FAULTS_KEPT = Duration.ofDays(1);

  private final String tenant;
  private final SortedMap<String, SortedMap<String, Sight>> sights = new TreeMap<>();

  /// The same sights, found in one step.
  private final Map<Place, Sight> byPlace = new HashMap<>();

  private record Place(String targetId, String location) {}

  private final SortedMap<String, Pool> pools = new TreeMap<>();
  private final SortedMap<String, Episode> episodes = new TreeMap<>();
  private final SortedMap<String, Progress> progress = new TreeMap<>();
  private final SortedMap<String, JsonPart<Target>> targets = new TreeMap<>();
  private final SortedMap<String, JsonPart<KnownIncident>> incidents = new TreeMap<>();
  private final SortedMap<String, JsonPart<ChangeEvent>> changes = new TreeMap<>();
  private final SortedMap<String, JsonPart<ForeignFault>> foreignFaults = new TreeMap<>();
  private Timeline timeline = new Timeline();
  private int subjects;

  /// The open episodes; absent where one has changed since they were looked up.
  private @Nullable List<Episode> open;

  /// Pages of histories that were loaded, by target and number, until all targets are.
  private final Map<String, Map<Long, byte[]>> pages = new HashMap<>();

  private final List<Part> touched = new ArrayList<>();
  private final List<String> removed = new ArrayList<>();

  public TenantState(String tenant) {
    this.tenant = tenant;
  }

  /// The tenant's name; empty for targets without a tenant.
  public String tenant() {
    return tenant;
  }

  public Timeline timeline() {
    return timeline;
  }

  /// The target at the location of a result, known from now on.
  public Sight sight(Observation o) {
    Place place = new Place(o.targetId(), o.location());
    Sight known = byPlace.get(place);
    if (known != null) {
      return known;
    }
    Sight sight = new Sight(o, o.tenant().isEmpty() && o.control());
    add(place, sight);
    return sight;
  }

  private void add(Place place, Sight sight) {
    byPlace.put(place, sight);
    subjects += sight.control() ? 0 : 1;
    sights.computeIfAbsent(place.targetId(), id -> new TreeMap<>()).put(place.location(), sight);
  }

  /// Remembers a result of a target.
  public void remember(Sight sight, Observation o) {
    sight.remember(o);
    touch(sight);
    long filled = sight.history().filledPage();
    if (filled >= 0) {
      touch(new HistoryPage(sight, filled));
    }
  }

  /// The sights of one target, by location.
  public Collection<Sight> sightsOf(String targetId) {
    SortedMap<String, Sight> places = sights.get(targetId);
    return places == null ? List.of() : places.values();
  }

  public void eachSight(Consumer<Sight> action) {
    sights.values().forEach(places -> places.values().forEach(action));
  }

  /// Every sight.
  public List<Sight> sights() {
    List<Sight> all = new ArrayList<>();
    eachSight(all::add);
    return all;
  }

  /// Whether anything that people depend on is probed for this tenant.
  public boolean hasSubjects() {
    return sights.values().stream()
        .anyMatch(places -> places.values().stream().anyMatch(sight -> !sight.control()));
  }

  /// How many subjects are known, each location counted by itself.
  public int subjects() {
    return subjects;
  }

  /// Where a target's results are pooled: with all of its scope, and where there are several
  /// locations, with those of its scope at its own.
  public List<Pool> pools(Sight sight, Track track) {
    Watch watch = sight.watch(track);
    List<Pool> found = watch.pools();
    boolean several = timeline.heardAt().size() > 1;
    if (found.size() < (several ? 2 : 1)) {
      Pool all = pool(sight.scope(), track, null);
      found = several ? List.of(all, pool(sight.scope(), track, sight.location())) : List.of(all);
      watch.pools(found);
    }
    return found;
  }

  private Pool pool(ScopeKey scope, Track track, @Nullable String location) {
    return pools.computeIfAbsent(
        Pool.nameOf(scope, track, location), name -> new Pool(scope, track, location));
  }

  /// Forgets what was pooled of a scope, because it is known now.
  public void resetPools(ScopeKey scope, Track track) {
    for (Pool pool : pools.values()) {
      if (pool.track() == track && pool.scope().equals(scope)) {
        pool.reset();
        touch(pool);
      }
    }
  }

  public Collection<Pool> pools() {
    return pools.values();
  }

  public Collection<Episode> episodes() {
    return episodes.values();
  }

  /// The episodes that go on.
  public List<Episode> openEpisodes() {
    List<Episode> found = open;
    if (found == null) {
      found = episodes.values().stream().filter(Episode::open).toList();
      open = found;
    }
    return found;
  }

  public @Nullable Episode episode(String id) {
    return episodes.get(id);
  }

  public void add(Episode episode) {
    episodes.put(episode.id(), episode);
    touch(episode);
  }

  public Progress progress(Episode episode) {
    return progress.computeIfAbsent(episode.id(), Progress::new);
  }

  /// Forgets how an episode went on, because it is another from now on.
  public void forgetProgress(Episode episode) {
    remove(progress.remove(episode.id()));
  }

  /// Forgets an episode altogether.
  public void forget(Episode episode) {
    open = null;
    remove(episodes.remove(episode.id()));
    remove(progress.remove(episode.id()));
  }

  public Collection<Target> targets() {
    return targets.values().stream().map(JsonPart::value).toList();
  }

  public void know(Target target) {
    JsonPart<Target> part = JsonPart.of(target);
    targets.put(target.id(), part);
    touch(part);
  }

  /// Forgets a target.
  public void forgetTarget(String targetId) {
    remove(targets.remove(targetId));
    SortedMap<String, Sight> places = sights.remove(targetId);
    if (places != null) {
      for (Sight sight : places.values()) {
        removed.addAll(HistoryPage.namesOf(sight));
        remove(sight);
      }
      subjects -= (int) places.values().stream().filter(sight -> !sight.control()).count();
      places.keySet().forEach(location -> byPlace.remove(new Place(targetId, location)));
    }
  }

  public Collection<KnownIncident> incidents() {
    return incidents.values().stream().map(JsonPart::value).toList();
  }

  public @Nullable KnownIncident incident(String id) {
    JsonPart<KnownIncident> part = incidents.get(id);
    return part == null ? null : part.value();
  }

  public void know(KnownIncident incident) {
    JsonPart<KnownIncident> part = JsonPart.of(incident);
    incidents.put(incident.id(), part);
    touch(part);
  }

  public void forgetIncident(String id) {
    remove(incidents.remove(id));
  }

  public Collection<ChangeEvent> changes() {
    return changes.values().stream().map(JsonPart::value).toList();
  }

  /// Keeps a change, and drops those that explain nothing any more.
  public void know(ChangeEvent change) {
    JsonPart<ChangeEvent> part = JsonPart.of(change);
    changes.put(part.name(), part);
    touch(part);
    Instant oldest = change.at().minus(CHANGES_KEPT);
    for (JsonPart<ChangeEvent> old : List.copyOf(changes.values())) {
      if (old.value().at().isBefore(oldest)) {
        remove(changes.remove(old.name()));
      }
    }
  }

  /// What other tenants have told of themselves.
  public Collection<ForeignFault> foreignFaults() {
    return foreignFaults.values().stream().map(JsonPart::value).toList();
  }

  /// Takes note of another tenant's fault, and drops those that are long over.
  ///
  /// @return whether it says anything new
  public boolean know(ForeignFault fault) {
    JsonPart<ForeignFault> before = foreignFaults.get(fault.alertId());
    if (fault.tenant().equals(tenant)
        || (before != null && before.value().revision() >= fault.revision())) {
      return false;
    }
    JsonPart<ForeignFault> part = JsonPart.of(fault);
    foreignFaults.put(fault.alertId(), part);
    touch(part);
    for (JsonPart<ForeignFault> old : List.copyOf(foreignFaults.values())) {
      if (old.value().overBefore(fault.occurredAt().minus(FOREIGN_FAULTS_KEPT))) {
        remove(foreignFaults.remove(old.value().alertId()));
      }
    }
    return before == null || !before.value().saysTheSameAs(fault);
  }

  /// Marks a part as changed.
  public void touch(Part part) {
    if (part instanceof Episode) {
      open = null;
    }
    if (part.touch()) {
      touched.add(part);
    }
  }

  private void remove(@Nullable Part part) {
    if (part != null) {
      touched.remove(part);
      removed.add(part.name());
    }
  }

  /// Hands over every part that was touched since the last call, and null for each that is gone. A
  /// crash may cut the row off anywhere; so targets, which know what they have seen, come last.
  public void save(BiConsumer<String, byte @Nullable []> store) {
    for (String name : removed) {
      store.accept(name, null);
    }
    saveEach(store, part -> !(part instanceof Sight));
    saveEach(store, Sight.class::isInstance);
    forgetTouches();
  }

  private void saveEach(BiConsumer<String, byte @Nullable []> store, Predicate<Part> which) {
    for (Part part : touched) {
      if (which.test(part)) {
        store.accept(part.name(), part.save());
      }
    }
  }

  /// Puts together what belongs together when every part is loaded, and mends what a crash has cut
  /// off.
  public void loaded() {
    eachSight(sight -> {
      HistoryPage.restore(sight, pages.getOrDefault(sight.name(), Map.of()));
      sight.leaveUnless(id -> {
        Episode episode = episodes.get(id);
        return episode != null && episode.open();
      });
    });
    pages.clear();
  }

  /// Drops the marks of what was touched where nobody saves.
  public void forgetTouches() {
    touched.forEach(Part::saved);
    touched.clear();
    removed.clear();
  }

  /// Takes a part that was saved; when all have been taken, [#loaded] must follow.
  public void load(String name, byte[] bytes) {
    int slash = name.indexOf('/');
    String prefix = name.substring(0, slash + 1);
    switch (prefix) {
      case Sight.PREFIX -> {
        Sight sight = Sight.load(bytes);
        add(new Place(sight.targetId(), sight.location()), sight);
      }
      case HistoryPage.PREFIX ->
          pages
              .computeIfAbsent(HistoryPage.sightOf(name), sight -> new HashMap<>())
              .put(HistoryPage.numberOf(bytes), bytes);
      case Pool.PREFIX -> pools.put(name, Pool.load(bytes));
      case Episode.PREFIX -> {
        Episode episode = Episode.load(bytes);
        episodes.put(episode.id(), episode);
        open = null;
      }
      case Progress.PREFIX ->
          progress.put(name.substring(Progress.PREFIX.length()), Progress.load(bytes));
      case JsonPart.TARGET ->
          targets.put(name.substring(prefix.length()), JsonPart.load(name, bytes, Target.class));
      case JsonPart.INCIDENT ->
          incidents.put(
              name.substring(prefix.length()), JsonPart.load(name, bytes, KnownIncident.class));
      case JsonPart.FOREIGN ->
          foreignFaults.put(
              name.substring(prefix.length()), JsonPart.load(name, bytes, ForeignFault.class));
      case JsonPart.CHANGE -> changes.put(name, JsonPart.load(name, bytes, ChangeEvent.class));
      default -> timeline = Timeline.load(bytes);
    }
  }
}
