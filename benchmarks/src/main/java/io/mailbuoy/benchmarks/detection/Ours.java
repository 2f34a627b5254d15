package io.mailbuoy.benchmarks.detection;

import io.mailbuoy.classifier.core.Classifier;
import io.mailbuoy.classifier.core.Decision;
import io.mailbuoy.classifier.core.Event;
import io.mailbuoy.classifier.core.Observation;
import io.mailbuoy.classifier.core.Tuning;
import io.mailbuoy.classifier.core.state.TenantState;
import io.mailbuoy.contracts.event.Alert;
import java.util.ArrayList;
import java.util.List;

/// The classifier itself, as the service runs it.
final class Ours {
  private final Classifier classifier = new Classifier(Tuning.DEFAULT);
  private final TenantState state = new TenantState("contoso");
  private final List<Alert> alerts = new ArrayList<>();

  void take(Observation probe) {
    for (Decision decision : classifier.apply(state, new Event.Observed(probe))) {
      if (decision instanceof Decision.Revised(Alert alert)) {
        alerts.add(alert);
      }
    }
    state.forgetTouches();
  }

  /// Every revision so far.
  List<Alert> alerts() {
    return alerts;
  }
}
