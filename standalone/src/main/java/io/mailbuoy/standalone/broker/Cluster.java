package io.mailbuoy.standalone.broker;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;

/// Where a broker or cluster is, and how to log in there.
///
/// @param bootstrapServers `host:port`, several with commas
/// @param security the properties of every client; they hold secrets, and print as nothing
public record Cluster(String bootstrapServers, Map<String, String> security) {
  public Cluster {
    security = Map.copyOf(security);
  }

  /// One that lets everybody in, as the embedded broker does.
  public static Cluster open(String bootstrapServers) {
    return new Cluster(bootstrapServers, Map.of());
  }

  /// The settings of a client.
  ///
  /// @param clientId by what the broker knows it
  Map<String, Object> client(String clientId) {
    Map<String, Object> settings = new HashMap<>(security);
    settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
    return settings;
  }

  @Override
  public String toString() {
    return bootstrapServers;
  }
}
