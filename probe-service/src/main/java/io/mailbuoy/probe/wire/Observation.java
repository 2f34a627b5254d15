package io.mailbuoy.probe.wire;

import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.contracts.event.ProbeResult.PhaseTiming;
import io.mailbuoy.contracts.event.ProbeResult.Server;
import io.mailbuoy.contracts.event.ProbeResult.Tls;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an attempt showed.
///
/// @param phases those that were reached, in order, the failed one included
public record Observation(
    List<PhaseTiming> phases, End end, @Nullable Server server, @Nullable Tls tls) {
  public Observation {
    phases = List.copyOf(phases);
  }

  /// How it ended.
  public sealed interface End {}

  /// Every step worked.
  ///
  /// @param rest how long it is better left alone, for the sake of a quota; zero where it is not
  public record Worked(Duration rest) implements End {
    public Worked() {
      this(Duration.ZERO);
    }
  }

  /// A step failed.
  public record Failed(Phase phase, Fault fault) implements End {}
}
