package io.mailbuoy.probe.wire;

import io.mailbuoy.contracts.event.Phase;
import java.time.Duration;
import java.util.Map;

/// What probes share to reach out.
public record Network(Deadlines deadlines, NameResolver names) implements AutoCloseable {
  public static Network open() {
    return new Network(new Deadlines(), new NameResolver());
  }

  /// The same network, with less patience in single phases. Only the first needs to be closed.
  public Network with(Map<Phase, Duration> phaseTimes) {
    return phaseTimes.isEmpty() ? this : new Network(deadlines.with(phaseTimes), names);
  }

  @Override
  public void close() {
    deadlines.close();
    names.close();
  }
}
