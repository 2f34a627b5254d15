package io.mailbuoy.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.strimzi.api.kafka.model.kafka.Kafka;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Who reaches whom, as the policies of an overlay add up.
class NetworkPoliciesTest {
  static List<String> overlays() {
    return Overlay.names();
  }

  private static List<NetworkPolicy> on(String overlay, Workload workload, String direction) {
    return Overlay.of(overlay).all(NetworkPolicy.class).stream()
        .filter(policy -> policy.getSpec().getPolicyTypes().contains(direction))
        .filter(policy -> workload.fits(policy.getSpec().getPodSelector()))
        .toList();
  }

  private static Stream<NetworkPolicyEgressRule> ways(String overlay, Workload workload) {
    return on(overlay, workload, "Egress").stream()
        .flatMap(policy -> policy.getSpec().getEgress().stream());
  }

  /// Where a pod may go, in words.
  private static Set<String> destinations(String overlay, Workload workload) {
    Set<String> destinations = new HashSet<>();
    ways(overlay, workload)
        .forEach(rule -> {
          assertThat(rule.getTo()).as("a rule without a destination allows all").isNotEmpty();
          assertThat(rule.getPorts()).as("a rule without ports allows all").isNotEmpty();
          rule.getTo().forEach(peer -> destinations.add(inWords(peer)));
        });
    return destinations;
  }

  private static String inWords(NetworkPolicyPeer peer) {
    if (peer.getIpBlock() != null) {
      assertThat(peer.getIpBlock().getExcept()).as("private addresses").isNotEmpty();
      return "the world";
    }
    Map<String, String> labels = peer.getPodSelector().getMatchLabels();
    if (peer.getNamespaceSelector() != null) {
      assertThat(peer.getNamespaceSelector().getMatchLabels())
          .containsEntry("kubernetes.io/metadata.name", "kube-system");
      assertThat(labels).containsEntry("k8s-app", "kube-dns");
      return "names";
    }
    boolean kafka =
        "kafka".equals(labels.get("app.kubernetes.io/name"))
            || "kafka-kafka".equals(labels.get("strimzi.io/name"));
    assertThat(kafka).as(labels.toString()).isTrue();
    return "kafka";
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("overlays")
  void everyPodIsHeldInBothDirections(String overlay) {
    for (Workload each : Workload.all(Overlay.of(overlay))) {
      assertThat(on(overlay, each, "Ingress")).as(each.name()).isNotEmpty();
      assertThat(on(overlay, each, "Egress")).as(each.name()).isNotEmpty();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("overlays")
  void onlyWhoAsksAndWhoTellsLeavesTheCluster(String overlay) {
    for (Workload each : Workload.all(Overlay.of(overlay))) {
      Set<String> expected =
          switch (each.name()) {
            case "probe-service", "notifier-service" -> Set.of("names", "kafka", "the world");
            case "classifier-service", "topics" -> Set.of("names", "kafka");
            case "kafka" -> Set.of("names");
            case String other -> throw new AssertionError("who is " + other + "?");
          };
      assertThat(destinations(overlay, each)).as(each.name()).isEqualTo(expected);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("overlays")
  void theWorldReachesNobodyAndPrometheusTheMetricsAlone(String overlay) {
    for (Workload each : Workload.all(Overlay.of(overlay))) {
      on(overlay, each, "Ingress").stream()
          .flatMap(policy -> policy.getSpec().getIngress().stream())
          .forEach(rule -> {
            assertThat(rule.getFrom()).as(each.name()).isNotEmpty();
            assertThat(rule.getFrom()).allMatch(peer -> peer.getIpBlock() == null);
            assertThat(rule.getPorts()).hasSize(1);
            assertThat(each.container().getPorts())
                .as(each.name())
                .anyMatch(port ->
                    port.getName().equals(rule.getPorts().getFirst().getPort().getStrVal()));
          });
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("overlays")
  void whoeverGoesToKafkaMayComeIn(String overlay) {
    List<Workload> workloads = Workload.all(Overlay.of(overlay));
    for (Workload each : workloads) {
      List<NetworkPolicyPort> ports =
          ways(overlay, each)
              .filter(rule -> rule.getTo().stream().anyMatch(peer -> inWords(peer).equals("kafka")))
              .flatMap(rule -> rule.getPorts().stream())
              .toList();
      if (!ports.isEmpty()) {
        assertThat(comesIn(overlay, workloads, each, ports)).as(each.name()).isTrue();
      }
    }
  }

  private static boolean comesIn(
      String overlay, List<Workload> workloads, Workload each, List<NetworkPolicyPort> ports) {
    List<Kafka> operated = Overlay.of(overlay).all(Kafka.class);
    if (!operated.isEmpty()) {
      return operated.getFirst().getSpec().getKafka().getListeners().stream()
          .anyMatch(listener ->
              ports.stream().allMatch(port -> port.getPort().getIntVal() == listener.getPort())
                  && listener.getNetworkPolicyPeers().stream()
                      .anyMatch(peer ->
                          peer.getPodSelector() != null && each.fits(peer.getPodSelector())));
    }
    Workload broker =
        workloads.stream().filter(other -> other.name().equals("kafka")).findFirst().orElseThrow();
    return on(overlay, broker, "Ingress").stream()
        .flatMap(policy -> policy.getSpec().getIngress().stream())
        .anyMatch(rule ->
            rule.getPorts().equals(ports)
                && rule.getFrom().stream().anyMatch(peer -> each.fits(peer.getPodSelector())));
  }
}
