package io.mailbuoy.k8s;

import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePool;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// What `kubectl kustomize` makes of an overlay, read strictly: a field that the type does not have
/// is refused, and so is a kind that is not known here.
final class Overlay {
  static final Path ROOT =
      Path.of(Objects.requireNonNull(System.getProperty("mailbuoy.root"), "mailbuoy.root"));

  private static final Map<String, Class<?>> KINDS =
      Map.ofEntries(
          Map.entry("v1/ConfigMap", ConfigMap.class),
          Map.entry("v1/Namespace", Namespace.class),
          Map.entry("v1/Service", Service.class),
          Map.entry("v1/ServiceAccount", ServiceAccount.class),
          Map.entry("apps/v1/Deployment", Deployment.class),
          Map.entry("apps/v1/StatefulSet", StatefulSet.class),
          Map.entry("batch/v1/Job", Job.class),
          Map.entry("networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class),
          Map.entry("policy/v1/PodDisruptionBudget", PodDisruptionBudget.class),
          Map.entry("monitoring.coreos.com/v1/ServiceMonitor", ServiceMonitor.class),
          Map.entry("monitoring.coreos.com/v1/PrometheusRule", PrometheusRule.class),
          Map.entry("kafka.strimzi.io/v1beta2/Kafka", Kafka.class),
          Map.entry("kafka.strimzi.io/v1beta2/KafkaNodePool", KafkaNodePool.class),
          Map.entry("kafka.strimzi.io/v1beta2/KafkaTopic", KafkaTopic.class),
          Map.entry("kafka.strimzi.io/v1beta2/KafkaUser", KafkaUser.class),
          Map.entry("keda.sh/v1alpha1/ScaledObject", Keda.ScaledObject.class),
          Map.entry("keda.sh/v1alpha1/TriggerAuthentication", Keda.TriggerAuthentication.class));

  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .annotationIntrospector(new NoLeftovers())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private static final Map<String, Overlay> RENDERED = new ConcurrentHashMap<>();

  private final List<JsonNode> documents;
  private final List<Object> objects;

  /// The types keep what they do not know for later versions. Here that is a mistake.
  private static final class NoLeftovers extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1;

    @Override
    public Boolean hasAnySetter(Annotated annotated) {
      return false;
    }
  }

  private Overlay(List<JsonNode> documents) {
    this.documents = documents;
    this.objects = documents.stream().map(Overlay::typed).toList();
  }

  /// Every overlay there is.
  static List<String> names() {
    try (Stream<Path> folders = Files.list(ROOT.resolve("k8s/overlays"))) {
      return folders.map(folder -> String.valueOf(folder.getFileName())).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Overlay of(String name) {
    return RENDERED.computeIfAbsent(
        name, each -> new Overlay(documents(Kubectl.kustomize("k8s/overlays/" + each))));
  }

  static List<JsonNode> documents(String yaml) {
    List<JsonNode> documents = new ArrayList<>();
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    new Yaml(new SafeConstructor(options))
        .loadAll(yaml)
        .forEach(document -> documents.add(STRICT.valueToTree(document)));
    return documents;
  }

  static Object typed(JsonNode document) {
    String kind = document.path("apiVersion").asText() + "/" + document.path("kind").asText();
    Class<?> type = KINDS.get(kind);
    if (type == null) {
      throw new AssertionError(kind + " is not known; add its type");
    }
    try {
      return STRICT.treeToValue(document, type);
    } catch (JsonProcessingException e) {
      throw new AssertionError(
          kind + " " + document.at("/metadata/name").asText() + ": " + e.getOriginalMessage(), e);
    }
  }

  /// Each object as it was rendered.
  List<JsonNode> documents() {
    return documents;
  }

  /// The objects of a kind.
  <T> List<T> all(Class<T> type) {
    return objects.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /// Runs kubectl. Where there is none, or one that is too old, a test says so and is skipped,
  /// unless `MAILBUOY_REQUIRE_KUBECTL` is true.
  static final class Kubectl {
    private static final boolean REQUIRED =
        Boolean.parseBoolean(System.getenv("MAILBUOY_REQUIRE_KUBECTL"));

    private Kubectl() {}

    static String kustomize(String folder) {
      Run version = run("version", "--client");
      // Components and the present form of patches came with Kustomize 4 and 5.
      if (!version.out().matches("(?s).*Kustomize Version: v[5-9]\\..*")) {
        missing("kubectl with Kustomize 5 or newer is needed: " + version.out() + version.err());
      }
      Run rendered = run("kustomize", folder);
      if (rendered.exitCode() != 0 || !rendered.err().isEmpty()) {
        throw new AssertionError("kubectl kustomize " + folder + ": " + rendered.err());
      }
      return rendered.out();
    }

    private record Run(int exitCode, String out, String err) {}

    private static Run run(String... arguments) {
      List<String> command = new ArrayList<>(List.of("kubectl"));
      command.addAll(List.of(arguments));
      try {
        Path err = Files.createTempFile("kubectl", ".err");
        try {
          Process process =
              new ProcessBuilder(command)
                  .directory(ROOT.toFile())
                  .redirectError(err.toFile())
                  .start();
          String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
          return new Run(process.waitFor(), out, Files.readString(err));
        } finally {
          Files.delete(err);
        }
      } catch (IOException e) {
        return missing("kubectl cannot be run: " + e.getMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    private static Run missing(String what) {
      if (REQUIRED) {
        throw new AssertionError(what + "; MAILBUOY_REQUIRE_KUBECTL asks for it");
      }
      return abort("skipped: " + what);
    }
  }
}
