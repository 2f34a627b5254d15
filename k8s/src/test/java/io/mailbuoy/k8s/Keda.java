package io.mailbuoy.k8s;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// KEDA's resources, as far as its documentation names their fields and the manifests use them. A
/// field that is not here is refused.
final class Keda {
  private Keda() {}

  record Metadata(String name, String namespace, @Nullable Map<String, String> labels) {}

  record ScaledObject(String apiVersion, String kind, Metadata metadata, Scaling spec) {
    record Scaling(
        Target scaleTargetRef,
        int minReplicaCount,
        int maxReplicaCount,
        Advanced advanced,
        List<Trigger> triggers) {}

    record Target(String name) {}

    record Advanced(Scaler horizontalPodAutoscalerConfig) {}

    record Scaler(Behavior behavior) {}

    record Behavior(Pace scaleDown) {}

    record Pace(int stabilizationWindowSeconds, List<Policy> policies) {}

    record Policy(String type, int value, int periodSeconds) {}

    /// @param metadata texts only, which is what KEDA takes
    record Trigger(
        String type, Map<String, String> metadata, @Nullable Reference authenticationRef) {}

    record Reference(String name) {}
  }

  record TriggerAuthentication(String apiVersion, String kind, Metadata metadata, Targets spec) {
    record Targets(List<SecretTarget> secretTargetRef) {}

    record SecretTarget(String parameter, String name, String key) {}
  }
}
