package io.mailbuoy.classifier.core.state;

import io.mailbuoy.classifier.core.Observation;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.HealthState;
import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.contracts.event.Protocol;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One target seen from one location.
public final class Sight extends Part {
  static final String PREFIX = "sight/";

  /// How much the newest value counts in smoothed durations.
  private static final double NEWEST = 0.2;

  private final String targetId;
  private final String location;
  private final ScopeKey scope;
  private final boolean control;

  /// Whether it belongs to no tenant and serves all.
  private final boolean shared;

  private final History history = new History();
  private final Watch fault = new Watch(Track.FAULT);
  private final Watch slow = new Watch(Track.SLOW);
  private final Tempo tempo = new Tempo();
  private @Nullable Watch load;

  private long lastAt;
  private double intervalMillis;
  private @Nullable FailureKind lastKind;
  private @Nullable String lastText;
  private @Nullable FailureKind currentKind;
  private long failingSince;
  private long certificateEnds;
  private final Map<Phase, Double> phaseMillis = new EnumMap<>(Phase.class);

  private HealthState health = HealthState.UNKNOWN;
  private long healthSince;
  private long healthToldAt;

  public Sight(Observation o, boolean shared) {
    this(o.targetId(), o.location(), new ScopeKey(o.service(), o.protocol()), o.control(), shared);
  }

  private Sight(String targetId, String location, ScopeKey scope, boolean control, boolean shared) {
    this.targetId = targetId;
    this.location = location;
    this.scope = scope;
    this.control = control;
    this.shared = shared;
  }

  /// Remembers a result.
  public void remember(Observation o) {
    history.add(o);
    if (!o.first()) {
      return;
    }
    if (o.at() > lastAt) {
      if (lastAt > 0) {
        double gap = (double) o.at() - lastAt;
        intervalMillis = intervalMillis == 0 ? gap : (1 - NEWEST) * intervalMillis + NEWEST * gap;
      }
      lastAt = o.at();
      currentKind = o.kind();
    }
    FailureKind kind = o.kind();
    if (kind != null) {
      failingSince = failingSince == 0 ? o.at() : failingSince;
      lastKind = kind;
      lastText = o.serverText();
    } else {
      failingSince = 0;
      smooth(o.phaseMillis());
    }
    certificateEnds = o.certificateEnds() == 0 ? certificateEnds : o.certificateEnds();
  }

  private void smooth(Map<Phase, Integer> millis) {
    millis.forEach((phase, newest) ->
        phaseMillis.merge(
            phase, (double) newest, (old, value) -> (1 - NEWEST) * old + NEWEST * value));
  }

  public String targetId() {
    return targetId;
  }

  public String location() {
    return location;
  }

  public ScopeKey scope() {
    return scope;
  }

  public boolean control() {
    return control;
  }

  public boolean shared() {
    return shared;
  }

  public History history() {
    return history;
  }

  public Watch watch(Track track) {
    return switch (track) {
      case FAULT -> fault;
      case SLOW -> slow;
      case LOAD -> load();
    };
  }

  private Watch load() {
    Watch watch = load;
    if (watch == null) {
      watch = new Watch(Track.LOAD);
      load = watch;
    }
    return watch;
  }

  /// How fast it usually is.
  public Tempo tempo() {
    return tempo;
  }

  /// Whether there is anything to watch: load is watched only where it was ever throttled.
  public boolean has(Track track) {
    return track != Track.LOAD || load != null;
  }

  /// Time of the newest first attempt, in milliseconds since 1970.
  public long lastAt() {
    return lastAt;
  }

  /// How often it is probed, as learned; 0 while unknown.
  public double intervalMillis() {
    return intervalMillis;
  }

  /// The kind of the last failure.
  public @Nullable FailureKind lastKind() {
    return lastKind;
  }

  /// What the server said at the last failure.
  public @Nullable String lastText() {
    return lastText;
  }

  /// Whether the newest first attempt failed.
  public boolean failingNow() {
    return currentKind != null;
  }

  /// When the current row of failures began; 0 where the newest first attempt succeeded.
  public long failingSince() {
    return failingSince;
  }

  public long certificateEnds() {
    return certificateEnds;
  }

  /// A smoothed duration of a phase of successful probes, in milliseconds; 0 while unknown.
  public long phaseMillis(Phase phase) {
    return Math.round(phaseMillis.getOrDefault(phase, 0.0));
  }

  public HealthState health() {
    return health;
  }

  public long healthSince() {
    return healthSince;
  }

  public void health(HealthState state, long since) {
    health = state;
    healthSince = since;
  }

  public long healthToldAt() {
    return healthToldAt;
  }

  public void healthTold(long at) {
    healthToldAt = at;
  }

  void leaveUnless(Predicate<String> open) {
    fault.leaveUnless(open);
    slow.leaveUnless(open);
    Watch watch = load;
    if (watch != null) {
      watch.leaveUnless(open);
    }
  }

  @Override
  public String name() {
    return PREFIX + location + "/" + targetId;
  }

  @Override
  public byte[] save() {
    return written(out -> {
      out.writeUTF(targetId);
      out.writeUTF(location);
      out.writeUTF(scope.service());
      out.writeUTF(scope.protocol().text());
      out.writeBoolean(control);
      out.writeBoolean(shared);
      writeTo(out);
    });
  }

  static Sight load(byte[] bytes) {
    return read(
        bytes,
        in -> {
          Sight sight =
              new Sight(
                  in.readUTF(),
                  in.readUTF(),
                  new ScopeKey(in.readUTF(), Open.read(Protocol.class, in.readUTF())),
                  in.readBoolean(),
                  in.readBoolean());
          sight.readFrom(in);
          return sight;
        });
  }

  private void writeTo(DataOutput out) throws IOException {
    history.writeTo(out);
    fault.writeTo(out);
    slow.writeTo(out);
    tempo.writeTo(out);
    Watch watch = load;
    out.writeBoolean(watch != null);
    if (watch != null) {
      watch.writeTo(out);
    }
    out.writeLong(lastAt);
    out.writeDouble(intervalMillis);
    Words.write(out, lastKind);
    Words.text(out, lastText);
    Words.write(out, currentKind);
    out.writeLong(failingSince);
    out.writeLong(certificateEnds);
    out.writeInt(phaseMillis.size());
    for (Map.Entry<Phase, Double> millis : phaseMillis.entrySet()) {
      Words.write(out, millis.getKey());
      out.writeDouble(millis.getValue());
    }
    Words.write(out, health);
    out.writeLong(healthSince);
    out.writeLong(healthToldAt);
  }

  private void readFrom(DataInput in) throws IOException {
    history.readFrom(in);
    fault.readFrom(in);
    slow.readFrom(in);
    tempo.readFrom(in);
    if (in.readBoolean()) {
      watch(Track.LOAD).readFrom(in);
    }
    lastAt = in.readLong();
    intervalMillis = in.readDouble();
    lastKind = Words.read(in, FailureKind.class);
    lastText = Words.text(in);
    currentKind = Words.read(in, FailureKind.class);
    failingSince = in.readLong();
    certificateEnds = in.readLong();
    int known = in.readInt();
    for (int i = 0; i < known; i++) {
      Phase phase = Words.read(in, Phase.class);
      phaseMillis.put(phase == null ? Phase.UNKNOWN : phase, in.readDouble());
    }
    HealthState state = Words.read(in, HealthState.class);
    health = state == null ? HealthState.UNKNOWN : state;
    healthSince = in.readLong();
    healthToldAt = in.readLong();
  }
}
