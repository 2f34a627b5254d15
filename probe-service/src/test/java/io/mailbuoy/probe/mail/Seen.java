package io.mailbuoy.probe.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.probe.wire.Fault;
import io.mailbuoy.probe.wire.Observation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What tests ask of an observation.
final class Seen {
  private Seen() {}

  static List<Phase> phases(Observation seen) {
    return seen.phases().stream().map(timing -> timing.phase().value()).toList();
  }

  static void assertWorked(Observation seen, Phase... phases) {
    assertThat(seen.end()).isEqualTo(new Observation.Worked());
    assertThat(phases(seen)).containsExactly(phases);
  }

  static Fault assertFailed(
      Observation seen, Phase phase, FailureKind kind, @Nullable String text) {
    assertThat(seen.end()).isInstanceOf(Observation.Failed.class);
    Observation.Failed failed = (Observation.Failed) seen.end();
    assertThat(failed.phase()).isEqualTo(phase);
    assertThat(failed.fault().kind()).isEqualTo(kind);
    assertThat(failed.fault().serverText()).isEqualTo(text);
    assertThat(phases(seen)).last().isEqualTo(phase);
    return failed.fault();
  }
}
