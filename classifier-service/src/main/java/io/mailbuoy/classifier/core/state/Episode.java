package io.mailbuoy.classifier.core.state;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.Cause;
import io.mailbuoy.contracts.event.Json;
import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.contracts.event.Pattern;
import io.mailbuoy.contracts.event.Protocol;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One fault from its onset to its end, and what was said about it.
public final class Episode extends Part {
  static final String PREFIX = "episode/";

  private final String id;
  private Type type;
  private final ScopeKey scope;
  private final long onset;
  private final SortedSet<String> targets;
  private final SortedSet<String> locations;
  private boolean broad;
  private @Nullable Earlier earlier;
  private @Nullable Alert alert;
  private @Nullable Candidate<Cause> cause;
  private @Nullable Candidate<Pattern> pattern;
  private long evaluatedAt;
  private int othersTold;

  /// What an episode is about.
  public enum Type {
    FAULT,
    LOAD,
    SLOW,
    BLIND;

    /// The detector that sees it.
    public Track track() {
      return switch (this) {
        case FAULT, BLIND -> Track.FAULT;
        case LOAD -> Track.LOAD;
        case SLOW -> Track.SLOW;
      };
    }
  }

  /// An equal episode that had been resolved shortly before this one began.
  ///
  /// @param since its onset, in milliseconds since 1970
  /// @param resolvedAt in milliseconds since 1970
  /// @param times how often it has happened with this one, each shortly after the other
  public record Earlier(String alertId, long since, long resolvedAt, int times) {}

  /// What the findings would say now, and since when; it is said when it has lasted.
  public record Candidate<T>(T value, long since) {}

  public Episode(String id, Type type, ScopeKey scope, long onset) {
    this(id, type, scope, onset, new TreeSet<>(), new TreeSet<>());
  }

  private Episode(
      String id,
      Type type,
      ScopeKey scope,
      long onset,
      SortedSet<String> targets,
      SortedSet<String> locations) {
    this.id = id;
    this.type = type;
    this.scope = scope;
    this.onset = onset;
    this.targets = targets;
    this.locations = locations;
  }

  public String id() {
    return id;
  }

  public Type type() {
    return type;
  }

  /// What was slow fails now.
  public void worsen() {
    type = Type.FAULT;
  }

  public ScopeKey scope() {
    return scope;
  }

  /// When it began, in milliseconds since 1970.
  public long onset() {
    return onset;
  }

  /// The targets of an episode that is not broad.
  public SortedSet<String> targets() {
    return targets;
  }

  /// The locations that are blind.
  public SortedSet<String> locations() {
    return locations;
  }

  /// Whether it covers every target of its scope that has no episode of its own.
  public boolean broad() {
    return broad;
  }

  public void broaden() {
    broad = true;
  }

  /// The episode that this one follows.
  public @Nullable Earlier earlier() {
    return earlier;
  }

  public void follows(Earlier before) {
    earlier = before;
  }

  /// The last revision.
  public @Nullable Alert alert() {
    return alert;
  }

  public void said(Alert revision) {
    alert = revision;
  }

  public boolean open() {
    Alert a = alert;
    return a == null || a.resolvedAt() == null;
  }

  /// Since when the findings have spoken for another cause; starts now where this one is new.
  public long causeSince(Cause value, long now) {
    Candidate<Cause> c = cause;
    if (c == null || c.value() != value) {
      c = new Candidate<>(value, now);
      cause = c;
    }
    return c.since();
  }

  public long patternSince(Pattern value, long now) {
    Candidate<Pattern> p = pattern;
    if (p == null || p.value() != value) {
      p = new Candidate<>(value, now);
      pattern = p;
    }
    return p.since();
  }

  public long evaluatedAt() {
    return evaluatedAt;
  }

  public void evaluated(long at) {
    evaluatedAt = at;
  }

  /// Of how many other tenants that see the same was told at most.
  public int othersTold() {
    return othersTold;
  }

  public void othersTold(int others) {
    othersTold = Math.max(othersTold, others);
  }

  @Override
  public String name() {
    return PREFIX + id;
  }

  private record Saved(
      String id,
      Type type,
      String service,
      Open<Protocol> protocol,
      long onset,
      List<String> targets,
      List<String> locations,
      boolean broad,
      @Nullable Earlier earlier,
      @Nullable Alert alert,
      @Nullable Open<Cause> cause,
      long causeSince,
      @Nullable Open<Pattern> pattern,
      long patternSince,
      long evaluatedAt,
      int othersTold) {}

  @Override
  public byte[] save() {
    Candidate<Cause> c = cause;
    Candidate<Pattern> p = pattern;
    try {
      return Json.mapper()
          .writeValueAsBytes(
              new Saved(
                  id,
                  type,
                  scope.service(),
                  scope.protocol(),
                  onset,
                  List.copyOf(targets),
                  List.copyOf(locations),
                  broad,
                  earlier,
                  alert,
                  c == null ? null : Open.of(c.value()),
                  c == null ? 0 : c.since(),
                  p == null ? null : Open.of(p.value()),
                  p == null ? 0 : p.since(),
                  evaluatedAt,
                  othersTold));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("an episode cannot be written", e);
    }
  }

  static Episode load(byte[] bytes) {
    try {
      Saved s = Json.mapper().readValue(bytes, Saved.class);
      Episode episode =
          new Episode(
              s.id(),
              s.type(),
              new ScopeKey(s.service(), s.protocol()),
              s.onset(),
              new TreeSet<>(s.targets()),
              new TreeSet<>(s.locations()));
      episode.broad = s.broad();
      episode.earlier = s.earlier();
      episode.alert = s.alert();
      episode.cause = s.cause() == null ? null : new Candidate<>(s.cause().value(), s.causeSince());
      episode.pattern =
          s.pattern() == null ? null : new Candidate<>(s.pattern().value(), s.patternSince());
      episode.evaluatedAt = s.evaluatedAt();
      episode.othersTold = s.othersTold();
      return episode;
    } catch (IOException e) {
      throw new UncheckedIOException("a saved episode cannot be read", e);
    }
  }
}
