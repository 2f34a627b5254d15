package io.mailbuoy.k8s;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.mailbuoy.contracts.kafka.Access;
import io.mailbuoy.contracts.kafka.Topic;
import io.mailbuoy.contracts.kafka.Topics;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.kafka.KafkaAuthorizationSimple;
import io.strimzi.api.kafka.model.kafka.listener.GenericKafkaListener;
import io.strimzi.api.kafka.model.kafka.listener.KafkaListenerAuthenticationTls;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePool;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import io.strimzi.api.kafka.model.user.KafkaUserAuthorizationSimple;
import io.strimzi.api.kafka.model.user.KafkaUserTlsClientAuthentication;
import io.strimzi.api.kafka.model.user.acl.AclRule;
import io.strimzi.api.kafka.model.user.acl.AclRuleGroupResource;
import io.strimzi.api.kafka.model.user.acl.AclRuleTopicResource;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import kafka.server.KafkaConfig;
import org.apache.kafka.common.acl.AclBinding;
import org.junit.jupiter.api.Test;

/// Kafka as the overlays have it is Kafka as the services expect it.
class KafkaTest {
  private final Overlay production = Overlay.of("production");
  private final Overlay single = Overlay.of("single-node");

  private static Map<String, Map<String, String>> expected() {
    Map<String, Map<String, String>> topics = new TreeMap<>();
    for (Topic<?> topic : Topics.all()) {
      topics.put(topic.name(), topic.settings());
      topics.put(topic.deadLetters(), Topic.deadLetterSettings());
    }
    return topics;
  }

  @Test
  void theOperatorsTopicsAreTheTopics() {
    Map<String, Map<String, String>> topics = new TreeMap<>();
    for (KafkaTopic topic : production.all(KafkaTopic.class)) {
      topics.put(
          topic.getMetadata().getName(),
          topic.getSpec().getConfig().entrySet().stream()
              .collect(toMap(Map.Entry::getKey, entry -> entry.getValue().toString())));
    }
    assertThat(topics).isEqualTo(expected());
  }

  @Test
  void allTopicsHaveAsManyPartitionsAndReplicas() {
    assertThat(production.all(KafkaTopic.class))
        .allMatch(topic -> topic.getSpec().getPartitions() == 12)
        .allMatch(topic -> topic.getSpec().getReplicas() == 3);
    int brokers =
        production.all(KafkaNodePool.class).stream()
            .filter(pool -> pool.getMetadata().getName().equals("brokers"))
            .mapToInt(pool -> pool.getSpec().getReplicas())
            .sum();
    assertThat(brokers).isEqualTo(3);
  }

  @Test
  void theListOfTheJobIsTheTopics() {
    Map<String, Map<String, String>> topics = new TreeMap<>();
    settings("topics")
        .lines()
        .forEach(line -> {
          List<String> words = List.of(line.split(" "));
          assertThat(words.stream().filter("--config"::equals)).hasSize((words.size() - 1) / 2);
          topics.put(
              words.getFirst(),
              words.stream()
                  .skip(1)
                  .filter(word -> !word.equals("--config"))
                  .map(word -> word.split("="))
                  .collect(toMap(pair -> pair[0], pair -> pair[1])));
        });
    assertThat(topics).isEqualTo(expected());
  }

  @Test
  void theOperatorsUsersMayDoWhatTheServicesNeedAndNoMore() {
    Map<String, Set<String>> users = new TreeMap<>();
    for (KafkaUser user : production.all(KafkaUser.class)) {
      assertThat(user.getSpec().getAuthentication())
          .isInstanceOf(KafkaUserTlsClientAuthentication.class);
      users.put(
          user.getMetadata().getName(),
          ((KafkaUserAuthorizationSimple) user.getSpec().getAuthorization())
              .getAcls().stream().flatMap(KafkaTest::inWords).collect(toSet()));
    }
    Map<String, Set<String>> needed = new TreeMap<>();
    for (Access access : Access.all()) {
      needed.put(
          access.party(),
          access.bindings("User:" + access.party()).stream()
              .map(KafkaTest::inWords)
              .collect(toSet()));
    }
    assertThat(users).isEqualTo(needed);
  }

  private static Stream<String> inWords(AclRule rule) {
    String resource =
        switch (rule.getResource()) {
          case AclRuleTopicResource topic ->
              "topic " + topic.getName() + " " + topic.getPatternType().toValue();
          case AclRuleGroupResource group ->
              "group " + group.getName() + " " + group.getPatternType().toValue();
          case Object other -> throw new AssertionError(other);
        };
    return rule.getOperations().stream()
        .map(operation -> operation.toValue().toLowerCase(Locale.ROOT) + " " + resource);
  }

  private static String inWords(AclBinding binding) {
    String pattern =
        switch (binding.pattern().patternType()) {
          case LITERAL -> "literal";
          case PREFIXED -> "prefix";
          case UNKNOWN, ANY, MATCH -> throw new AssertionError(binding);
        };
    return "%s %s %s %s"
        .formatted(
            binding.entry().operation().name().toLowerCase(Locale.ROOT),
            binding.pattern().resourceType().name().toLowerCase(Locale.ROOT),
            binding.pattern().name(),
            pattern);
  }

  @Test
  void everythingBelongsToTheOneCluster() {
    List<Kafka> clusters = production.all(Kafka.class);
    assertThat(clusters).hasSize(1);
    String name = clusters.getFirst().getMetadata().getName();
    assertThat(
            Stream.of(KafkaTopic.class, KafkaUser.class, KafkaNodePool.class)
                .flatMap(kind -> production.all(kind).stream())
                .map(each -> each.getMetadata().getLabels().get("strimzi.io/cluster")))
        .isNotEmpty()
        .allMatch(name::equals);
  }

  @Test
  void theClusterAsksForACertificateAndForRules() {
    var kafka = production.all(Kafka.class).getFirst().getSpec().getKafka();
    assertThat(kafka.getAuthorization()).isInstanceOf(KafkaAuthorizationSimple.class);
    assertThat(((KafkaAuthorizationSimple) kafka.getAuthorization()).getSuperUsers()).isNull();
    assertThat(kafka.getListeners())
        .allMatch(GenericKafkaListener::isTls)
        .allMatch(each -> each.getAuth() instanceof KafkaListenerAuthenticationTls);
    assertThat(kafka.getConfig()).containsEntry("auto.create.topics.enable", false);
    assertUnderstood(
        kafka.getConfig().entrySet().stream()
            .collect(toMap(Map.Entry::getKey, entry -> String.valueOf(entry.getValue()))));
  }

  @Test
  void theServicesLookWhereTheClusterIs() {
    GenericKafkaListener listener =
        production.all(Kafka.class).getFirst().getSpec().getKafka().getListeners().getFirst();
    assertThat(bootstrap(production)).isEqualTo("kafka-kafka-bootstrap:" + listener.getPort());
    assertThat(bootstrap(single)).isEqualTo("kafka:9092");
    assertThat(settings("server.properties"))
        .contains("listeners=CLIENTS://:9092,")
        .contains("advertised.listeners=CLIENTS://kafka-0.kafka:9092");
  }

  static String bootstrap(Overlay overlay) {
    return value(overlay, "kafka-client", "MAILBUOY_KAFKA_BOOTSTRAP_SERVERS");
  }

  static Map<String, String> data(Overlay overlay, String prefix) {
    return overlay.all(ConfigMap.class).stream()
        .filter(map -> map.getMetadata().getName().matches(prefix + "-[a-z0-9]+"))
        .findFirst()
        .orElseThrow()
        .getData();
  }

  private static String value(Overlay overlay, String prefix, String key) {
    return Objects.requireNonNull(data(overlay, prefix).get(key), key);
  }

  @Test
  void theSingleBrokerUnderstandsItsSettings() throws IOException {
    Properties properties = new Properties();
    properties.load(new StringReader(settings("server.properties")));
    Map<String, String> settings =
        properties.stringPropertyNames().stream()
            .collect(toMap(name -> name, properties::getProperty));
    assertUnderstood(settings);
    assertThat(new KafkaConfig(settings, false).autoCreateTopicsEnable()).isFalse();
  }

  private static void assertUnderstood(Map<String, String> settings) {
    assertThat(scala.jdk.javaapi.CollectionConverters.asJava(KafkaConfig.configNames()))
        .containsAll(settings.keySet());
  }

  private String settings(String file) {
    return value(single, "kafka-settings", file);
  }
}
