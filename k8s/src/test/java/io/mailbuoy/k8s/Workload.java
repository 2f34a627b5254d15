package io.mailbuoy.k8s;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Whatever starts pods.
///
/// @param labels those of its pods
record Workload(String name, Map<String, String> labels, PodSpec pod) {
  private static Workload of(String name, PodTemplateSpec template) {
    return new Workload(name, template.getMetadata().getLabels(), template.getSpec());
  }

  static List<Workload> all(Overlay overlay) {
    List<Workload> all = new ArrayList<>();
    overlay
        .all(Deployment.class)
        .forEach(each -> all.add(of(each.getMetadata().getName(), each.getSpec().getTemplate())));
    overlay
        .all(StatefulSet.class)
        .forEach(each -> all.add(of(each.getMetadata().getName(), each.getSpec().getTemplate())));
    overlay
        .all(Job.class)
        .forEach(each -> all.add(of(each.getMetadata().getName(), each.getSpec().getTemplate())));
    return all;
  }

  /// The one container that each pod has.
  Container container() {
    if (pod.getContainers().size() != 1) {
      throw new AssertionError(name + " has not one container");
    }
    return pod.getContainers().getFirst();
  }

  boolean fits(Map<String, String> selector) {
    return labels.entrySet().containsAll(selector.entrySet());
  }

  boolean fits(LabelSelector selector) {
    return fits(selector.getMatchLabels() == null ? Map.of() : selector.getMatchLabels())
        && selector.getMatchExpressions().stream().allMatch(this::fits);
  }

  private boolean fits(LabelSelectorRequirement requirement) {
    if (!requirement.getOperator().equals("In")) {
      throw new AssertionError("an operator that is not used yet: " + requirement.getOperator());
    }
    return requirement.getValues().contains(labels.get(requirement.getKey()));
  }
}
