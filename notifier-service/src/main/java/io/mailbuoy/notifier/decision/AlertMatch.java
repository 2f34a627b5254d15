package io.mailbuoy.notifier.decision;

import io.mailbuoy.contracts.event.Alert;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which alerts a route or a silence is about: every field must have one of its words. Without
/// fields it is about all.
public record AlertMatch(Map<String, List<String>> fields) {
  public AlertMatch {
    fields = Map.copyOf(fields);
  }

  public boolean fits(Alert alert) {
    return fields.entrySet().stream()
        .allMatch(field ->
            word(alert, field.getKey()).map(word -> field.getValue().contains(word)).orElse(false));
  }

  /// A field that an alert does not have fits nothing, so a misspelt silence hides nothing.
  private static Optional<String> word(Alert alert, String field) {
    return Optional.ofNullable(
        switch (field) {
          case "severity" -> alert.severity().text();
          case "tenant" -> alert.tenant();
          case "service" -> alert.service();
          case "protocol" -> alert.protocol().text();
          case "fault-domain" -> alert.verdict().faultDomain().text();
          case "cause" -> alert.verdict().cause().text();
          case "pattern" -> alert.verdict().pattern().text();
          case "state" -> alert.state().text();
          default -> null;
        });
  }
}
