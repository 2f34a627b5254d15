package io.mailbuoy.classifier.health;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;

/// The settings of this service's administrative clients, which look and change nothing.
public final class AdminSettings {
  private AdminSettings() {}

  /// @param everyClient the settings of every Kafka client of this service: where the broker is and
  ///   how to log in
  /// @param clientId by what the broker knows this client
  /// @param patienceMillis how long an answer is waited for
  public static Map<String, Object> of(
      Map<String, Object> everyClient, String clientId, int patienceMillis) {
    Map<String, Object> settings = new HashMap<>();
    everyClient.forEach((key, value) -> {
      if (AdminClientConfig.configNames().contains(key)) {
        settings.put(key, value);
      }
    });
    settings.put(AdminClientConfig.CLIENT_ID_CONFIG, clientId);
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, patienceMillis);
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, patienceMillis);
    return settings;
  }
}
