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
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// What is known to have been published, so that the same words are published once, by this process
/// or the one before it.
public final class KnownIncidents {
  private static final ObjectReader SORTED = Json.mapper().readerFor(TreeMap.class);

  private final Map<String, Known> published = new ConcurrentHashMap<>();
  private volatile State state = State.UNREAD;

  /// Whether the past is known.
  private enum State {
    UNREAD,
    READ
  }

  /// @param kept the incident itself where it is needed again: what vanishes from a status page has
  ///   to be told of once more
  private record Known(
      Instant observedAt, String source, String fingerprint, @Nullable ServiceIncident kept) {
    static Known of(ServiceIncident incident) {
      boolean keep =
          incident.source().equals(Sources.STATUS_PAGE)
              && !incident.incident().path("isResolved").asBoolean(false);
      return new Known(
          incident.observedAt(),
          incident.source(),
          KnownIncidents.fingerprint(incident.incident()),
          keep ? incident : null);
    }

    /// The later of the two. What comes back from the topic may be older than what is on its way
    /// there.
    Known or(Known other) {
      return other.observedAt().isBefore(observedAt) ? this : other;
    }
  }

  /// Takes note of what was published.
  public void add(ServiceIncident incident) {
    published.merge(key(incident), Known.of(incident), Known::or);
  }

  /// From now on what was published in the past is known.
  public void complete() {
    state = State.READ;
  }

  /// Whether the past is known.
  public boolean isComplete() {
    return state == State.READ;
  }

  /// Whether anything was ever published about it.
  public boolean knows(ServiceIncident incident) {
    return published.containsKey(key(incident));
  }

  /// Whether exactly this was published.
  public boolean isKnown(ServiceIncident incident) {
    Known known = published.get(key(incident));
    return known != null && known.fingerprint().equals(fingerprint(incident.incident()));
  }

  /// From where the newest word about an incident came.
  public Optional<String> source(String tenant, String incidentId) {
    return Optional.ofNullable(published.get(tenant + "/" + incidentId)).map(Known::source);
  }

  /// The incidents of a tenant that stand on a status page, as they were last published.
  public List<ServiceIncident> onStatusPage(String tenant) {
    return published.values().stream()
        .map(Known::kept)
        .filter(kept -> kept != null && kept.tenant().equals(tenant))
        .toList();
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
