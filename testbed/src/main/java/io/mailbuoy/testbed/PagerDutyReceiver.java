package io.mailbuoy.testbed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mailbuoy.testbed.LoopbackHttp.Answer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// PagerDuty's Events API v2 with its limits and its bookkeeping: a trigger opens or updates the
/// incident of its `dedup_key`, a resolve closes it, and what names no open incident is dropped
/// without a word. Source: [Events API v2](https://developer.pagerduty.com/api-reference/).
public final class PagerDutyReceiver extends WebhookReceiver {
  private static final String ROUTING_KEY = "R0TESTBED0000000000000000MAILBUO";
  private static final int MAX_BYTES = 512 * 1024;
  private static final Set<String> ACTIONS = Set.of("trigger", "acknowledge", "resolve");
  private static final Set<String> SEVERITIES = Set.of("critical", "error", "warning", "info");

  /// Where an incident stands.
  public enum Status {
    TRIGGERED,
    ACKNOWLEDGED,
    RESOLVED
  }

  /// One incident as PagerDuty would show it; `events` counts what it was told about.
  public record Incident(
      String dedupKey, Status status, String summary, String severity, int events) {
    private Incident told(Status next) {
      return new Incident(dedupKey, next, summary, severity, events + 1);
    }
  }

  private final List<Incident> incidents = new ArrayList<>();
  private final List<JsonNode> changes = new ArrayList<>();

  private PagerDutyReceiver() {
    super("testbed-pagerduty");
  }

  /// Starts the Events API.
  public static PagerDutyReceiver start() {
    PagerDutyReceiver receiver = new PagerDutyReceiver();
    receiver.resume();
    return receiver;
  }

  /// The base, without a slash at the end, to which `/v2/enqueue` belongs.
  @Override
  public URI url() {
    return URI.create(origin());
  }

  /// A routing key of the right form. Any other of that form is taken too.
  public String routingKey() {
    return ROUTING_KEY;
  }

  /// Every incident that was ever opened, oldest first.
  public List<Incident> incidents() {
    synchronized (incidents) {
      return List.copyOf(incidents);
    }
  }

  /// The incidents that are not resolved.
  public List<Incident> openIncidents() {
    return incidents().stream().filter(each -> each.status() != Status.RESOLVED).toList();
  }

  /// The change events that were accepted.
  public List<JsonNode> changes() {
    synchronized (changes) {
      return List.copyOf(changes);
    }
  }

  @Override
  Answer judge(Received request, Map<String, String> query) {
    if (request.body().getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      return invalid(413, List.of("The event is larger than 512 KB."));
    }
    if (!request.method().equals("POST")) {
      return Answer.text(405, "");
    }
    return switch (request.path()) {
      case "/v2/enqueue" -> event(request.json());
      case "/v2/change/enqueue" -> change(request.json());
      default -> Answer.text(404, "");
    };
  }

  private Answer event(JsonNode event) {
    List<String> errors = new ArrayList<>();
    checkRoutingKey(event, errors);
    String action = event.path("event_action").asText();
    if (!ACTIONS.contains(action)) {
      errors.add("'event_action' must be one of trigger, acknowledge, resolve");
    }
    String dedupKey = event.path("dedup_key").asText();
    if (dedupKey.length() > 255) {
      errors.add("'dedup_key' must not be longer than 255 characters");
    }
    if (action.equals("trigger")) {
      checkPayload(event.path("payload"), errors);
    } else if (dedupKey.isEmpty()) {
      errors.add("'dedup_key' is missing or blank");
    }
    if (!errors.isEmpty()) {
      return invalid(400, errors);
    }
    String key = dedupKey.isEmpty() ? UUID.randomUUID().toString().replace("-", "") : dedupKey;
    book(action, key, event.path("payload"));
    ObjectNode answer = Json.object();
    answer.put("status", "success").put("message", "Event processed").put("dedup_key", key);
    return Answer.json(202, answer);
  }

  private Answer change(JsonNode event) {
    List<String> errors = new ArrayList<>();
    checkRoutingKey(event, errors);
    String summary = event.path("payload").path("summary").asText();
    if (summary.isEmpty() || summary.length() > 1024) {
      errors.add("'payload.summary' must have 1 to 1024 characters");
    }
    if (!errors.isEmpty()) {
      return invalid(400, errors);
    }
    synchronized (changes) {
      changes.add(event);
    }
    ObjectNode answer = Json.object();
    return Answer.json(
        202, answer.put("status", "success").put("message", "Change event processed"));
  }

  private void book(String action, String key, JsonNode payload) {
    synchronized (incidents) {
      int open = indexOfOpen(key);
      switch (action) {
        case "trigger" -> {
          Incident told =
              new Incident(
                  key,
                  open < 0 ? Status.TRIGGERED : incidents.get(open).status(),
                  payload.path("summary").asText(),
                  payload.path("severity").asText(),
                  open < 0 ? 1 : incidents.get(open).events() + 1);
          if (open < 0) {
            incidents.add(told);
          } else {
            incidents.set(open, told);
          }
        }
        case "acknowledge" -> change(open, Status.ACKNOWLEDGED);
        default -> change(open, Status.RESOLVED);
      }
    }
  }

  private void change(int open, Status status) {
    if (open >= 0) {
      incidents.set(open, incidents.get(open).told(status));
    }
  }

  private int indexOfOpen(String key) {
    for (int i = incidents.size() - 1; i >= 0; i--) {
      Incident incident = incidents.get(i);
      if (incident.dedupKey().equals(key) && incident.status() != Status.RESOLVED) {
        return i;
      }
    }
    return -1;
  }

  private static void checkRoutingKey(JsonNode event, List<String> errors) {
    if (!event.path("routing_key").asText().matches("[A-Za-z0-9]{32}")) {
      errors.add("'routing_key' must have 32 letters and digits");
    }
  }

  private static void checkPayload(JsonNode payload, List<String> errors) {
    String summary = payload.path("summary").asText();
    if (summary.isEmpty() || summary.length() > 1024) {
      errors.add("'payload.summary' must have 1 to 1024 characters");
    }
    if (payload.path("source").asText().isEmpty()) {
      errors.add("'payload.source' is missing or blank");
    }
    if (!SEVERITIES.contains(payload.path("severity").asText())) {
      errors.add("'payload.severity' must be one of critical, error, warning, info");
    }
  }

  private static Answer invalid(int status, List<String> errors) {
    ObjectNode answer = Json.object();
    answer.put("status", "invalid event").put("message", "Event object is invalid");
    errors.forEach(answer.putArray("errors")::add);
    return Answer.json(status, answer);
  }
}
