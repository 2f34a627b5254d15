package io.mailbuoy.classifier.core.state;

import io.mailbuoy.classifier.core.detection.Cusum;
import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.contracts.event.Protocol;
import org.jspecify.annotations.Nullable;

/// The pooled detector of a scope, or of a scope as it is seen from one location: what no single
/// target shows yet, all of them together do.
public final class Pool extends Part {
  static final String PREFIX = "pool/";

  private final ScopeKey scope;
  private final Track track;
  private final @Nullable String location;
  public final Cusum cusum;
  private @Nullable Pending pending;

  /// @param location absent where all locations are pooled
  public Pool(ScopeKey scope, Track track, @Nullable String location) {
    this.scope = scope;
    this.track = track;
    this.location = location;
    this.cusum = new Cusum(track.norm());
  }

  /// An alarm that waits for a word from the controls, because without it nobody can say whose
  /// fault it is.
  ///
  /// @param raisedAt when the alarm was raised
  /// @param onset when the fault began
  public record Pending(long raisedAt, long onset) {}

  public ScopeKey scope() {
    return scope;
  }

  public Track track() {
    return track;
  }

  public @Nullable Pending pending() {
    return pending;
  }

  public void await(long raisedAt, long onset) {
    if (pending == null) {
      pending = new Pending(raisedAt, onset);
    }
  }

  /// Forgets what led to an alarm, because it is known now.
  public void reset() {
    pending = null;
    cusum.reset();
  }

  @Override
  public String name() {
    return nameOf(scope, track, location);
  }

  static String nameOf(ScopeKey scope, Track track, @Nullable String location) {
    return String.join(
        "/",
        PREFIX + track,
        scope.protocol().text(),
        location == null ? "" : location,
        scope.service());
  }

  @Override
  public byte[] save() {
    return written(out -> {
      out.writeUTF(scope.service());
      out.writeUTF(scope.protocol().text());
      out.writeUTF(track.name());
      Words.text(out, location);
      cusum.writeTo(out);
      Pending p = pending;
      out.writeBoolean(p != null);
      if (p != null) {
        out.writeLong(p.raisedAt());
        out.writeLong(p.onset());
      }
    });
  }

  static Pool load(byte[] bytes) {
    return read(
        bytes,
        in -> {
          Pool pool =
              new Pool(
                  new ScopeKey(in.readUTF(), Open.read(Protocol.class, in.readUTF())),
                  Track.valueOf(in.readUTF()),
                  Words.text(in));
          pool.cusum.readFrom(in);
          if (in.readBoolean()) {
            pool.await(in.readLong(), in.readLong());
          }
          return pool;
        });
  }
}
