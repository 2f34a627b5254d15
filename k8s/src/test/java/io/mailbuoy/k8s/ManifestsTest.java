package io.mailbuoy.k8s;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the objects of an overlay say of each other is so.
class ManifestsTest {
  private static final Set<String> SERVICES =
      Set.of("probe-service", "classifier-service", "notifier-service");

  static List<String> overlays() {
    return Overlay.names();
  }

  @Test
  void aFieldThatDoesNotExistIsRefused() {
    for (String wrong :
        List.of(
            "{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {port: 1}}",
            "{apiVersion: v1, kind: ConfigMap, metadata: {nam: a}}",
            "{apiVersion: kafka.strimzi.io/v1beta2, kind: KafkaTopic, spec: {partition: 3}}",
            "{apiVersion: monitoring.coreos.com/v1, kind: ServiceMonitor, spec: {endpoint: []}}",
            "{apiVersion: keda.sh/v1alpha1, kind: ScaledObject, spec: {trigger: []}}",
            "{apiVersion: v1, kind: Pot}")) {
      JsonNode document = Overlay.documents(wrong).getFirst();
      assertThatExceptionOfType(AssertionError.class)
          .as(wrong)
          .isThrownBy(() -> Overlay.typed(document));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("overlays")
  void everyObjectIsInTheNamespaceThatIsRestricted(String overlay) {
    List<Namespace> namespaces = Overlay.of(overlay).all(Namespace.class);
    assertThat(namespaces).hasSize(1);
    Namespace namespace = namespaces.getFirst();
    assertThat(namespace.getMetadata().getLabels())
        .containsEntry("pod-security.kubernetes.io/enforce", "restricted");
    for (JsonNode document : Overlay.of(overlay).documents()) {
      if (!document.path("kind").asText().equals("Namespace")) {
        assertThat(document.at("/metadata/namespace").asText())
            .as(document.at("/metadata/name").asText())
            .isEqualTo(namespace.getMetadata().getName());
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("overlays")
  void theThreeServicesAreThere(String overlay) {
    assertThat(Workload.all(Overlay.of(overlay)).stream().map(Workload::name))
        .containsAll(SERVICES)
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("overlays")
  void everyPodIsRestricted(String overlay) {
    for (Workload each : Workload.all(Overlay.of(overlay))) {
      String name = each.name();
      var pod = each.pod().getSecurityContext();
      assertThat(pod.getRunAsNonRoot()).as(name).isTrue();
      assertThat(pod.getRunAsUser()).as(name).isPositive();
      assertThat(pod.getSeccompProfile().getType()).as(name).isEqualTo("RuntimeDefault");
      assertThat(each.pod().getAutomountServiceAccountToken()).as(name).isFalse();
      assertThat(each.pod().getEnableServiceLinks()).as(name).isFalse();
      SecurityContext container = each.container().getSecurityContext();
      assertThat(container.getAllowPrivilegeEscalation()).as(name).isFalse();
      assertThat(container.getReadOnlyRootFilesystem()).as(name).isTrue();
      assertThat(container.getCapabilities().getDrop()).as(name).containsExactly("ALL");
      assertThat(container.getCapabilities().getAdd()).as(name).isEmpty();
      assertThat(each.pod().getVolumes())
          .as(name)
          .allMatch(volume -> volume.getHostPath() == null)
          .anyMatch(volume -> volume.getName().equals("tmp") && volume.getEmptyDir() != null);
      assertThat(container.getPrivileged()).as(name).isNull();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("overlays")
  void everyContainerHasAnImageWithATagAndBounds(String overlay) {
    for (Workload each : Workload.all(Overlay.of(overlay))) {
      Container container = each.container();
      assertThat(container.getImage()).matches("[a-z.]+/[a-z0-9./-]+:[0-9][0-9a-z.-]*");
      assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
      assertThat(container.getResources().getLimits()).containsKey("memory");
      if (SERVICES.contains(each.name())) {
        assertThat(container.getImage()).startsWith("ghcr.io/mailbuoy/" + each.name() + ":");
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("overlays")
  void probesAskTheHealthOfQuarkusWhereTheServiceListens(String overlay) throws IOException {
    for (Workload each : Workload.all(Overlay.of(overlay))) {
      if (!SERVICES.contains(each.name())) {
        continue;
      }
      List<ContainerPort> ports = each.container().getPorts();
      assertThat(ports).hasSize(1);
      assertThat(ports.getFirst().getName()).isEqualTo("http");
      assertThat(ports.getFirst().getContainerPort())
          .as("the port of " + each.name())
          .isEqualTo(Integer.valueOf(property(each.name(), "quarkus.http.port")));
      assertThat(path(each.container().getStartupProbe())).isEqualTo("/q/health/started");
      assertThat(path(each.container().getLivenessProbe())).isEqualTo("/q/health/live");
      assertThat(path(each.container().getReadinessProbe())).isEqualTo("/q/health/ready");
    }
  }

  private static String path(Probe probe) {
    HTTPGetAction get = probe.getHttpGet();
    assertThat(get.getPort().getStrVal()).isEqualTo("http");
    return get.getPath();
  }

  private static String property(String service, String name) throws IOException {
    Properties properties = new Properties();
    try (InputStream file =
        Files.newInputStream(
            Overlay.ROOT.resolve(service + "/src/main/resources/application.properties"))) {
      properties.load(file);
    }
    return properties.getProperty(name);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("overlays")
  void everyServiceLeadsToPodsThatListen(String overlay) {
    List<Workload> workloads = Workload.all(Overlay.of(overlay));
    for (Service service : Overlay.of(overlay).all(Service.class)) {
      List<Workload> behind =
          workloads.stream().filter(each -> each.fits(service.getSpec().getSelector())).toList();
      assertThat(behind).as(service.getMetadata().getName()).hasSize(1);
      for (ServicePort port : service.getSpec().getPorts()) {
        assertThat(behind.getFirst().container().getPorts())
            .anyMatch(open ->
                open.getName().equals(port.getTargetPort().getStrVal())
                    && open.getContainerPort().equals(port.getPort()));
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("overlays")
  void everyServiceIsMonitoredWhereThereIsAMonitor(String overlay) {
    for (ServiceMonitor monitor : Overlay.of(overlay).all(ServiceMonitor.class)) {
      Set<String> monitored =
          Overlay.of(overlay).all(Service.class).stream()
              .filter(service ->
                  service
                      .getMetadata()
                      .getLabels()
                      .entrySet()
                      .containsAll(monitor.getSpec().getSelector().getMatchLabels().entrySet()))
              .map(service -> service.getMetadata().getName())
              .collect(toSet());
      assertThat(monitored).isEqualTo(SERVICES);
      assertThat(monitor.getSpec().getEndpoints())
          .allMatch(end -> "http".equals(end.getPort()) && "/q/metrics".equals(end.getPath()));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("overlays")
  void everyServiceCanLoseOneReplicaToADrain(String overlay) {
    List<Workload> workloads = Workload.all(Overlay.of(overlay));
    Set<String> covered = new HashSet<>();
    for (PodDisruptionBudget budget : Overlay.of(overlay).all(PodDisruptionBudget.class)) {
      assertThat(budget.getSpec().getMaxUnavailable().getIntVal()).isEqualTo(1);
      workloads.stream()
          .filter(each -> each.fits(budget.getSpec().getSelector()))
          .map(Workload::name)
          .forEach(name -> assertThat(covered.add(name)).as(name).isTrue());
    }
    assertThat(covered).isEqualTo(SERVICES);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("overlays")
  void whateverIsNamedIsThere(String overlay) throws IOException {
    Overlay all = Overlay.of(overlay);
    Set<String> configMaps = new HashSet<>();
    all.all(ConfigMap.class).forEach(each -> configMaps.add(each.getMetadata().getName()));
    Set<String> accounts = new HashSet<>();
    all.all(ServiceAccount.class).forEach(each -> accounts.add(each.getMetadata().getName()));
    for (Workload each : Workload.all(all)) {
      if (each.pod().getServiceAccountName() != null) {
        assertThat(accounts).contains(each.pod().getServiceAccountName());
      }
      for (Volume volume : each.pod().getVolumes()) {
        if (volume.getConfigMap() != null) {
          assertThat(configMaps).as(each.name()).contains(volume.getConfigMap().getName());
        }
        if (volume.getSecret() != null) {
          assertThat(secrets(all)).as(each.name()).contains(volume.getSecret().getSecretName());
        }
      }
      each.container()
          .getEnvFrom()
          .forEach(from -> assertThat(configMaps).contains(from.getConfigMapRef().getName()));
      assertThat(mounts(each)).as(each.name()).isEqualTo(volumes(all, each));
    }
  }

  private static Set<String> mounts(Workload each) {
    return each.container().getVolumeMounts().stream().map(VolumeMount::getName).collect(toSet());
  }

  private static Set<String> volumes(Overlay all, Workload each) {
    Stream<String> claimed =
        all.all(StatefulSet.class).stream()
            .filter(set -> set.getMetadata().getName().equals(each.name()))
            .flatMap(set -> set.getSpec().getVolumeClaimTemplates().stream())
            .map(claim -> claim.getMetadata().getName());
    return Stream.concat(each.pod().getVolumes().stream().map(Volume::getName), claimed)
        .collect(toSet());
  }

  /// The Secrets that there are: those that README.md asks for, and those that Strimzi writes.
  static Set<String> secrets(Overlay overlay) throws IOException {
    Set<String> secrets = new HashSet<>(Provided.secrets().keySet());
    overlay.all(KafkaUser.class).forEach(user -> secrets.add(user.getMetadata().getName()));
    overlay
        .all(Kafka.class)
        .forEach(kafka -> secrets.add(kafka.getMetadata().getName() + "-cluster-ca-cert"));
    return secrets;
  }

  @Test
  void aServiceGetsNoSecretButItsOwn() {
    for (String overlay : overlays()) {
      for (Workload each : Workload.all(Overlay.of(overlay))) {
        Set<String> own = Set.of(each.name() + "-secrets", each.name(), "kafka-cluster-ca-cert");
        assertThat(each.pod().getVolumes().stream().filter(v -> v.getSecret() != null))
            .as(each.name())
            .allMatch(volume -> own.contains(volume.getSecret().getSecretName()));
      }
    }
    assertThat(Provided.secrets()).doesNotContainKey("classifier-service-secrets");
    assertThat(Map.copyOf(Provided.secrets())).hasSize(2);
  }
}
