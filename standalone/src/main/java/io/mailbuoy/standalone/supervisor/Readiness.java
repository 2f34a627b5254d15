package io.mailbuoy.standalone.supervisor;

import java.nio.file.Path;

/// Whether services have come up.
public sealed interface Readiness {
  /// All are ready.
  record Ready() implements Readiness {}

  /// One will not run with this configuration; it has said why.
  record Refused(String service) implements Readiness {}

  /// One has not become ready in time; it goes on trying.
  record Late(String service, Path log) implements Readiness {}
}
