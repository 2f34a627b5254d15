package io.mailbuoy.notifier;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/// A clock that stands until it is moved. Its monotonic time moves with it.
public final class MovableClock extends Clock {
  private Instant now;
  private long nanos;

  public MovableClock(Instant start) {
    now = start;
  }

  public void move(Duration by) {
    now = now.plus(by);
    nanos += by.toNanos();
  }

  public long nanos() {
    return nanos;
  }

  @Override
  public Instant instant() {
    return now;
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
