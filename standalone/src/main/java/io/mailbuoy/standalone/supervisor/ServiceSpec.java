package io.mailbuoy.standalone.supervisor;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/// A service as a command line.
///
/// @param name the module's name, which is part of the command line
/// @param jvmOptions heap, collector, what it may open
/// @param classPath what holds the service
/// @param mainClass where it begins
public record ServiceSpec(
    String name, List<String> jvmOptions, List<Path> classPath, String mainClass) {

  /// A service on one machine is small, and starts faster than it needs to compute. A heap that
  /// begins small is used before it grows.
  private static final List<String> SMALL =
      List.of(
          "-Xms32m",
          "-Xss512k",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:+ExitOnOutOfMemoryError",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  public ServiceSpec {
    jvmOptions = List.copyOf(jvmOptions);
    classPath = List.copyOf(classPath);
  }

  /// A service as Quarkus packs it. What the jar's manifest asks of `java -jar` is asked of the
  /// command line instead, because [ParentBound] comes first.
  public static ServiceSpec ofJar(String name, Path jar) {
    try (JarFile file = new JarFile(jar.toFile())) {
      Attributes manifest = file.getManifest().getMainAttributes();
      List<String> options = new ArrayList<>(SMALL);
      options.add("-Xmx" + heap(name));
      String opens = manifest.getValue("Add-Opens");
      if (opens != null) {
        Stream.of(opens.strip().split("\\s+"))
            .forEach(packageName -> options.add("--add-opens=" + packageName + "=ALL-UNNAMED"));
      }
      return new ServiceSpec(
          name, options, List.of(jar), manifest.getValue(Attributes.Name.MAIN_CLASS));
    } catch (IOException e) {
      throw new UncheckedIOException("the service " + jar + " cannot be read", e);
    }
  }

  /// It bounds what a service may take, and says nothing of what it takes. The probe service with
  /// ten thousand targets holds a hundred megabytes, and as much again where their servers all
  /// hang; with a heap of 96 MB, five thousand of them ended it.
  private static String heap(String name) {
    return name.equals("probe-service") ? "384m" : "256m";
  }

  /// The whole command, run by the JDK that runs this process.
  public List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.add("-cp");
    command.add(
        String.join(
            File.pathSeparator,
            Stream.concat(classPath.stream(), Stream.of(ownCode())).map(Path::toString).toList()));
    command.add(ParentBound.class.getName());
    command.add(mainClass);
    return command;
  }

  private static Path ownCode() {
    try {
      return Path.of(ParentBound.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
