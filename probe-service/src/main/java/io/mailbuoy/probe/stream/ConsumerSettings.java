package io.mailbuoy.probe.stream;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/// The settings of this service's consumers.
final class ConsumerSettings {
  private static final int PATIENCE_MILLIS = 10_000;

  private ConsumerSettings() {}

  /// @param everyClient the settings of every Kafka client of this service: where the broker is and
  ///   how to log in
  /// @param clientId by what the broker knows this consumer
  static Map<String, Object> of(Map<String, Object> everyClient, String clientId) {
    Map<String, Object> settings = new HashMap<>();
    everyClient.forEach((key, value) -> {
      if (ConsumerConfig.configNames().contains(key)) {
        settings.put(key, value);
      }
    });
    settings.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    return settings;
  }
}
