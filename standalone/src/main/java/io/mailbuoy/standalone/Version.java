package io.mailbuoy.standalone;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/// The version, as the build wrote it into the jar.
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Main.class.getPackage().getImplementationVersion();
    return new String[] {
      "mailbuoy "
          + Objects.requireNonNullElse(version, "(not packed)")
          + " on Java "
          + Runtime.version()
    };
  }
}
