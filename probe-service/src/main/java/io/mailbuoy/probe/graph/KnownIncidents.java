package io.mailbuoy.probe.graph;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.mailbuoy.contracts.event.Json;
import io.mailbuoy.contracts.event.ServiceIncident;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// What is known to have been published, so that the same words are published once, by this process
/// or the one before it.
public final class KnownIncidents {
  private static final ObjectReader SORTED = Json.mapper().readerFor(TreeMap.class);

  private final Map<String, String> fingerprints = new ConcurrentHashMap<>();
  private volatile State state = State.UNREAD;

  /// Whether the past is known.
  private enum State {
    UNREAD,
    READ
  }

  /// Takes note of what was published.
  public void add(ServiceIncident incident) {
    fingerprints.put(key(incident), fingerprint(incident.incident()));
  }

  /// From now on what was published in the past is known.
  public void complete() {
    state = State.READ;
  }

  boolean isComplete() {
    return state == State.READ;
  }

  /// Whether anything was ever published about it.
  boolean knows(ServiceIncident incident) {
    return fingerprints.containsKey(key(incident));
  }

  /// Whether exactly this was published.
  boolean isKnown(ServiceIncident incident) {
    return fingerprint(incident.incident()).equals(fingerprints.get(key(incident)));
  }

  private static String key(ServiceIncident incident) {
    return incident.tenant() + "/" + incident.incidentId();
  }

  /// The same for the same content, in whatever order its fields stand.
  private static String fingerprint(JsonNode incident) {
    try {
      Object sorted = SORTED.readValue(incident);
      String text =
          Json.mapper()
              .writer()
              .with(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
              .writeValueAsString(sorted);
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("an incident cannot be written", e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    } catch (java.io.IOException e) {
      throw new UncheckedIOException("an incident cannot be read", e);
    }
  }
}
