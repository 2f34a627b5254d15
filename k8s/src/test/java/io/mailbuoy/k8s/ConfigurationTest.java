package io.mailbuoy.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.mailbuoy.contracts.config.ConfigFile;
import io.mailbuoy.testbed.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A service would start with the configuration, the environment and the files that its pod has.
class ConfigurationTest {
  @TempDir Path folder;
  private Path pod = Path.of("");

  static List<String> overlays() {
    return Overlay.names();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("overlays")
  void everyServiceStartsWithWhatItsPodHas(String name) throws IOException {
    Overlay overlay = Overlay.of(name);
    try (TestCertificates certificates = TestCertificates.create()) {
      for (String service : List.of("probe-service", "classifier-service", "notifier-service")) {
        pod = folder.resolve(service);
        Workload workload = workload(overlay, service);
        Map<String, String> environment = environment(overlay, workload);
        String text = mount(overlay, workload, certificates);
        ConfigFile file = ConfigFile.parse(service, text, environment);
        assertThat(file.report().faults()).as(name + " " + service).isEmpty();
        assertThat(file.report().warnings())
            .as(name + " " + service)
            .noneMatch(warning -> warning.toString().contains("secret"));
        assertThat(file.typed().kafka().bootstrapServers()).contains(KafkaTest.bootstrap(overlay));
        assertThat(file.kafkaSecurity().getOrDefault("security.protocol", "PLAINTEXT"))
            .isEqualTo(name.equals("production") ? "SSL" : "PLAINTEXT");
        assertThat(file.kafkaSecurity().containsKey("ssl.keystore.key"))
            .isEqualTo(name.equals("production"));
      }
    }
  }

  private static Workload workload(Overlay overlay, String service) {
    return Workload.all(overlay).stream()
        .filter(each -> each.name().equals(service))
        .findFirst()
        .orElseThrow();
  }

  /// The environment, with paths that lie in the pod's folder here.
  private Map<String, String> environment(Overlay overlay, Workload workload) {
    Map<String, String> environment = new HashMap<>();
    workload
        .container()
        .getEnvFrom()
        .forEach(from -> environment.putAll(data(overlay, from.getConfigMapRef().getName())));
    for (EnvVar each : workload.container().getEnv()) {
      environment.put(each.getName(), each.getValue());
    }
    assertThat(environment).containsEntry("MAILBUOY_CONFIG", "/etc/mailbuoy/mailbuoy.yaml");
    environment.replaceAll((name, value) -> here(value));
    return environment;
  }

  private String here(String text) {
    return text.replace("/run/secrets/", pod + "/run/secrets/");
  }

  private static Map<String, String> data(Overlay overlay, String map) {
    return overlay.all(ConfigMap.class).stream()
        .filter(each -> each.getMetadata().getName().equals(map))
        .findFirst()
        .orElseThrow()
        .getData();
  }

  /// Writes what is mounted, and returns the configuration.
  private String mount(Overlay overlay, Workload workload, TestCertificates certificates)
      throws IOException {
    String configuration = "";
    for (VolumeMount mount : workload.container().getVolumeMounts()) {
      Volume volume =
          workload.pod().getVolumes().stream()
              .filter(each -> each.getName().equals(mount.getName()))
              .findFirst()
              .orElseThrow();
      if (volume.getSecret() != null) {
        secret(
            Files.createDirectories(Path.of(pod + mount.getMountPath())),
            volume.getSecret().getSecretName(),
            certificates);
      } else if (volume.getConfigMap() != null) {
        assertThat(mount.getMountPath()).isEqualTo("/etc/mailbuoy");
        configuration =
            Objects.requireNonNull(
                data(overlay, volume.getConfigMap().getName()).get("mailbuoy.yaml"));
      }
    }
    return here(configuration);
  }

  /// The keys of README.md's Secrets, or those that Strimzi writes, whose documentation names them.
  private static void secret(Path folder, String name, TestCertificates certificates)
      throws IOException {
    Set<String> provided = Provided.secrets().getOrDefault(name, Set.of());
    for (String key : provided) {
      boolean address = key.endsWith("-url");
      Files.writeString(folder.resolve(key), address ? "https://hooks.example.org/x" : "s3cret");
    }
    if (name.endsWith("-cluster-ca-cert")) {
      Files.copy(certificates.caPem(), folder.resolve("ca.crt"));
    } else if (provided.isEmpty()) {
      Files.copy(certificates.serverCertificatePem(), folder.resolve("user.crt"));
      Files.copy(certificates.serverKeyPem(), folder.resolve("user.key"));
    }
  }
}
