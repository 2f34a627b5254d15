package io.mailbuoy.standalone;

import io.mailbuoy.standalone.supervisor.ServiceSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Where Mailbuoy is installed: the folder with `./mailbuoy` and the built modules in it.
///
/// @param root the repository's folder, or one that is laid out like it
public record MailbuoyHome(Path root) {
  /// The system property with which the launcher names the folder.
  public static final String PROPERTY = "mailbuoy.home";

  /// Observe, decide, tell: in the order in which they start.
  private static final List<String> MODULES =
      List.of("probe-service", "classifier-service", "notifier-service");

  /// @throws IllegalStateException where this process was not started by the launcher
  public static MailbuoyHome ofProcess() {
    String home = System.getProperty(PROPERTY);
    if (home == null) {
      throw new IllegalStateException(
          "the system property " + PROPERTY + " is not set; start Mailbuoy with ./mailbuoy");
    }
    return new MailbuoyHome(Path.of(home));
  }

  /// The three services.
  ///
  /// @throws IllegalStateException where one is not built
  public List<ServiceSpec> services() {
    return MODULES.stream().map(this::service).toList();
  }

  /// One of them.
  ///
  /// @param module its name
  /// @throws IllegalStateException where it is not built
  public ServiceSpec service(String module) {
    Path jar = root.resolve(module).resolve("target/quarkus-app/quarkus-run.jar");
    if (!Files.exists(jar)) {
      throw new IllegalStateException(
          jar + " is missing; start Mailbuoy with ./mailbuoy, which builds it");
    }
    return ServiceSpec.ofJar(module, jar);
  }
}
