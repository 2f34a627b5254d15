package io.mailbuoy.k8s;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.kafka.Access;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;

/// What the autoscaler is told fits the services.
class KedaTest {
  private final Overlay overlay = Overlay.of("production");

  /// The fields of KEDA's documentation for each of its scalers that is used here.
  private static final Map<String, Set<String>> KNOWN =
      Map.of(
          "kafka",
          Set.of(
              "bootstrapServers",
              "consumerGroup",
              "topic",
              "lagThreshold",
              "activationLagThreshold",
              "offsetResetPolicy",
              "tls"),
          "prometheus",
          Set.of("serverAddress", "query", "threshold", "activationThreshold"));

  @Test
  void eachServiceIsScaledOnce() {
    Set<String> deployments = Workload.all(overlay).stream().map(Workload::name).collect(toSet());
    assertThat(overlay.all(Keda.ScaledObject.class))
        .extracting(each -> each.spec().scaleTargetRef().name())
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(deployments);
    assertThat(overlay.documents())
        .filteredOn(document -> document.path("kind").asText().equals("Deployment"))
        .allMatch(document -> document.at("/spec/replicas").isMissingNode());
  }

  @Test
  void nobodyHasMoreReplicasThanPartitions() {
    int partitions = overlay.all(KafkaTopic.class).getFirst().getSpec().getPartitions();
    assertThat(overlay.all(Keda.ScaledObject.class))
        .allMatch(each -> each.spec().maxReplicaCount() == partitions)
        .allMatch(each -> each.spec().minReplicaCount() == 2);
  }

  @Test
  void triggersAskForWhatTheServicesDo() throws IOException {
    for (Keda.ScaledObject each : overlay.all(Keda.ScaledObject.class)) {
      for (Keda.ScaledObject.Trigger trigger : each.spec().triggers()) {
        assertThat(KNOWN.getOrDefault(trigger.type(), Set.of()))
            .as(each.metadata().name())
            .containsAll(trigger.metadata().keySet());
        if (trigger.type().equals("kafka")) {
          kafka(each.metadata().name(), trigger);
        }
      }
    }
  }

  private void kafka(String service, Keda.ScaledObject.Trigger trigger) throws IOException {
    String group = trigger.metadata().get("consumerGroup");
    String topic = trigger.metadata().get("topic");
    String properties =
        Files.readString(
            Overlay.ROOT.resolve(service + "/src/main/resources/application.properties"));
    assertThat(properties.lines())
        .anyMatch(
            line -> line.matches(".*(application-id|alerts\\.group\\.id)=" + group)); // as a whole
    assertThat(Access.AUTOSCALER.grants())
        .anyMatch(grant -> grant.type() == ResourceType.GROUP && grant.name().equals(group))
        .anyMatch(grant -> grant.type() == ResourceType.TOPIC && grant.name().equals(topic));
    assertThat(trigger.metadata().get("bootstrapServers"))
        .isEqualTo(KafkaTest.bootstrap(overlay).replace(":", ".mailbuoy.svc:"));
    Keda.ScaledObject.Reference reference = trigger.authenticationRef();
    assertThat(overlay.all(Keda.TriggerAuthentication.class))
        .anyMatch(each -> reference != null && each.metadata().name().equals(reference.name()));
  }

  @Test
  void theAutoscalerLogsInAsItself() throws IOException {
    Set<String> secrets = ManifestsTest.secrets(overlay);
    for (Keda.TriggerAuthentication each : overlay.all(Keda.TriggerAuthentication.class)) {
      assertThat(each.spec().secretTargetRef())
          .extracting(Keda.TriggerAuthentication.SecretTarget::parameter)
          .containsExactlyInAnyOrder("ca", "cert", "key");
      assertThat(each.spec().secretTargetRef())
          .allMatch(target -> secrets.contains(target.name()))
          .filteredOn(target -> !target.parameter().equals("ca"))
          .allMatch(target -> target.name().equals(Access.AUTOSCALER.party()));
    }
  }
}
