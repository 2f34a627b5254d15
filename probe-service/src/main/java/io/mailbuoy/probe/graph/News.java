package io.mailbuoy.probe.graph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mailbuoy.contracts.event.ServiceIncident;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/// Publishes what a tenant's sources say, where it differs from what was published last.
public final class News {
  private static final Logger LOG = Logger.getLogger(News.class);

  /// What is over and older than this is history, and not published when a tenant is first read.
  static final Duration HISTORY = Duration.ofDays(14);

  /// A broker takes a megabyte at most, by default; one record that it never takes would keep back
  /// all that wait behind it.
  private static final int MOST_BYTES = 800_000;

  private final String tenant;
  private final KnownIncidents known;
  private final Consumer<ServiceIncident> publisher;
  private final Clock clock;
  private final Set<String> saidOf = new HashSet<>();

  /// @param known what was published before; nothing is published until it is complete
  public News(
      String tenant, KnownIncidents known, Consumer<ServiceIncident> publisher, Clock clock) {
    this.tenant = tenant;
    this.known = known;
    this.publisher = publisher;
    this.clock = clock;
  }

  /// Whose news it is.
  public String tenant() {
    return tenant;
  }

  /// What was published before.
  public KnownIncidents known() {
    return known;
  }

  /// Publishes a record, unless it is known as it is, or is history that was never published.
  public void tell(String source, JsonNode received) {
    if (received.path("id").asText("").isBlank()) {
      once("without an id", "holds an entry without an id", source);
      return;
    }
    Optional<JsonNode> fitting = fitting(received);
    if (fitting.isEmpty()) {
      String id = received.path("id").asText();
      once(id, "holds " + id + ", which is larger than a record may be", source);
      return;
    }
    ServiceIncident incident = new ServiceIncident(tenant, clock.instant(), source, fitting.get());
    if (!known.isKnown(incident) && (known.knows(incident) || isCurrent(received))) {
      publisher.accept(incident);
      known.add(incident);
    }
  }

  private void once(String about, String what, String source) {
    if (saidOf.add(about)) {
      LOG.warnf("%s of %s %s; it is left out", source, tenant, what);
    }
  }

  /// Without its oldest posts where it is too large; the newest tell what is the case.
  private static Optional<JsonNode> fitting(JsonNode received) {
    if (size(received) <= MOST_BYTES) {
      return Optional.of(received);
    }
    if (received instanceof ObjectNode whole && whole.get("posts") instanceof ArrayNode) {
      ObjectNode shorter = whole.deepCopy();
      ArrayNode posts = shorter.withArray("posts");
      while (posts.size() > 1 && size(shorter) > MOST_BYTES) {
        posts.remove(oldest(posts));
      }
      return size(shorter) <= MOST_BYTES ? Optional.of(shorter) : Optional.empty();
    }
    return Optional.empty();
  }

  private static int oldest(ArrayNode posts) {
    int oldest = 0;
    for (int i = 1; i < posts.size(); i++) {
      if (created(posts, i).compareTo(created(posts, oldest)) < 0) {
        oldest = i;
      }
    }
    return oldest;
  }

  private static String created(ArrayNode posts, int index) {
    return posts.path(index).path("createdDateTime").asText("");
  }

  private static int size(JsonNode node) {
    return node.toString().getBytes(StandardCharsets.UTF_8).length;
  }

  /// Whether it goes on, or has changed lately. A post of the message centre never goes on.
  private boolean isCurrent(JsonNode received) {
    boolean lasts =
        received.path("isResolved").isBoolean() && !received.path("isResolved").asBoolean();
    return lasts
        || modified(received).map(at -> at.isAfter(clock.instant().minus(HISTORY))).orElse(true);
  }

  /// When it was last changed, as the provider has it.
  static Optional<Instant> modified(JsonNode received) {
    try {
      return Optional.of(Instant.parse(received.path("lastModifiedDateTime").asText("")));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
