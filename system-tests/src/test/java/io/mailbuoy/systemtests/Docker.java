package io.mailbuoy.systemtests;

import com.github.dockerjava.api.exception.NotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;

/// The Docker of this machine.
final class Docker {
  private static final String REQUIRED = "MAILBUOY_REQUIRE_DOCKER";

  private Docker() {}

  /// Skips the tests, and says why, where there is no Docker or nothing to build on, unless the
  /// environment insists.
  static void require() {
    String missing = missing();
    if (!missing.isEmpty()) {
      if (Boolean.parseBoolean(System.getenv(REQUIRED))) {
        throw new IllegalStateException(REQUIRED + " is set, but " + missing);
      }
      Assumptions.abort("no container test: " + missing);
    }
  }

  private static String missing() {
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      return "no Docker answers on this machine";
    }
    List<String> images =
        Stream.of("eclipse-temurin:25-jre", ComposeFile.read().service("kafka").image())
            .filter(image -> !present(image))
            .toList();
    return images.isEmpty()
        ? ""
        : "there is no image "
            + String.join(", ", images)
            + "; pull it, or make a stand-in with system-tests/docker/base-images";
  }

  private static boolean present(String image) {
    try {
      return DockerClientFactory.lazyClient().inspectImageCmd(image).exec() != null;
    } catch (NotFoundException e) {
      return false;
    }
  }

  /// Builds the images of the services of what Maven has built.
  static void buildImages() throws IOException, InterruptedException {
    Process build =
        new ProcessBuilder(MailbuoyProcess.root().resolve("system-tests/docker/images").toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (build.waitFor() != 0) {
      throw new AssertionError("the images cannot be built:\n" + said);
    }
  }

  /// This machine's address, as containers reach it.
  static String gateway() {
    return DockerClientFactory.lazyClient()
        .inspectNetworkCmd()
        .withNetworkId("bridge")
        .exec()
        .getIpam()
        .getConfig()
        .getFirst()
        .getGateway();
  }
}
