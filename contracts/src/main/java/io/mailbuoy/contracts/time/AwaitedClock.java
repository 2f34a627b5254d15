package io.mailbuoy.contracts.time;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/// A clock that stands until a file with the marks of a story appears, so that a story can wait for
/// everybody who is to hear it. The file must appear whole, by a rename.
final class AwaitedClock extends Clock {
  private static final long LOOK_EVERY_NANOS = 20_000_000;

  private final Instant start;
  private final Path marks;
  private volatile @Nullable Clock story;
  private volatile long nextLook = System.nanoTime();

  AwaitedClock(Instant start, Path marks) {
    this.start = start;
    this.marks = marks;
  }

  @Override
  public Instant instant() {
    Clock running = story;
    if (running == null && System.nanoTime() - nextLook >= 0) {
      running = look();
    }
    return running == null ? start : running.instant();
  }

  private synchronized @Nullable Clock look() {
    if (story == null) {
      nextLook = System.nanoTime() + LOOK_EVERY_NANOS;
      if (Files.exists(marks)) {
        try {
          story = StoryClock.parse(Files.readString(marks).strip(), Clock.systemUTC());
        } catch (IOException e) {
          throw new UncheckedIOException("the story's marks cannot be read: " + marks, e);
        }
      }
    }
    return story;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
