package io.mailbuoy.testbed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mailbuoy.testbed.LoopbackHttp.Answer;
import io.mailbuoy.testbed.LoopbackHttp.Reply;
import io.mailbuoy.testbed.LoopbackHttp.Request;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Graph's `admin/serviceAnnouncement`, read-only: [service communications
/// API](https://learn.microsoft.com/en-us/graph/api/resources/service-communications-api-overview).
final class GraphEndpoint {
  static final String ROOT = "/v1.0/admin/serviceAnnouncement";
  private static final int PAGE = 100;
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);
  private static final Pattern FILTER =
      Pattern.compile("\\s*lastModifiedDateTime\\s+(ge|gt)\\s+(\\S+)\\s*");
  private static final Pattern MAX_PAGE_SIZE = Pattern.compile("odata\\.maxpagesize=(\\d+)");
  private static final Map<String, String> SERVICES =
      new TreeMap<>(
          Map.of(
              "Exchange", "Exchange Online",
              "OrgLiveID", "Microsoft Entra",
              "OSDPPlatform", "Microsoft 365 suite",
              "SharePoint", "SharePoint Online",
              "microsoftteams", "Microsoft Teams"));

  private final TokenAuthority tokens;
  private final Supplier<String> origin;
  private final GraphFaults faults = new GraphFaults();
  private final Map<String, ObjectNode> issues = new LinkedHashMap<>();
  private final Map<String, ObjectNode> messages = new LinkedHashMap<>();

  GraphEndpoint(TokenAuthority tokens, Supplier<String> origin) {
    this.tokens = tokens;
    this.origin = origin;
  }

  GraphFaults faults() {
    return faults;
  }

  void publishIssue(ObjectNode issue) {
    publish(issues, issue);
  }

  void publishMessage(ObjectNode message) {
    publish(messages, message);
  }

  void remove(String id) {
    synchronized (issues) {
      issues.remove(id);
    }
    synchronized (messages) {
      messages.remove(id);
    }
  }

  Reply handle(Request request) {
    return handle(request, faults.current());
  }

  private Reply handle(Request request, GraphFault fault) {
    return switch (fault) {
      case GraphFault.Only(String list, GraphFault there) ->
          request.path().equals(ROOT + list) ? handle(request, there) : authorised(request);
      case GraphFault.TooManyRequestsUntil(Instant moment) ->
          error(429, "TooManyRequests", "Too many requests. Try again later.")
              .with("Retry-After", HTTP_DATE.format(moment));
      case GraphFault.Says(int status, String body) ->
          new Answer(status, "application/json; charset=utf-8", Map.of(), body);
      case GraphFault.Error(int status, String code) -> nestedError(status, code);
      case GraphFault.TooManyRequests(int seconds) ->
          error(429, "TooManyRequests", "Too many requests. Try again later.")
              .with("Retry-After", Integer.toString(seconds));
      case GraphFault.FilterRefused _ when FormData.read(request.query()).containsKey("$filter") ->
          badFilter();
      case GraphFault.Hang _ -> new LoopbackHttp.Silence();
      case GraphFault.Html _ -> Answer.html(200, MicrosoftCloud.FRONT_DOOR_PAGE);
      case GraphFault.None _, GraphFault.FilterRefused _ -> authorised(request);
    };
  }

  private Answer authorised(Request request) {
    String authorization = request.header("Authorization");
    boolean bearer = authorization.regionMatches(true, 0, "Bearer ", 0, 7);
    if (!bearer || !tokens.valid(authorization.substring(7).strip(), TokenAuthority.GRAPH)) {
      return error(401, "InvalidAuthenticationToken", "The access token is missing or not valid.");
    }
    if (!request.method().equals("GET")) {
      return error(405, "Request_BadRequest", "Only GET is served here.");
    }
    String path = request.path().substring(ROOT.length());
    return switch (path) {
      case "/issues" -> page(request, "issues", snapshot(issues));
      case "/messages" -> page(request, "messages", snapshot(messages));
      case "/healthOverviews" -> overviews(request);
      default -> one(path);
    };
  }

  private Answer one(String path) {
    Optional<ObjectNode> found = Optional.empty();
    if (path.startsWith("/issues/")) {
      found = find(issues, path.substring("/issues/".length()));
    } else if (path.startsWith("/messages/")) {
      found = find(messages, path.substring("/messages/".length()));
    } else if (path.startsWith("/healthOverviews/")) {
      String name = path.substring("/healthOverviews/".length());
      found =
          SERVICES.entrySet().stream()
              .filter(service -> service.getValue().equals(name))
              .map(service -> overview(service.getKey(), service.getValue(), false))
              .findFirst();
    }
    return found.map(node -> Answer.json(200, node)).orElseGet(() -> nestedError(404, "notFound"));
  }

  private Answer page(Request request, String collection, List<ObjectNode> all) {
    Map<String, String> query = FormData.read(request.query());
    Predicate<ObjectNode> filter = node -> true;
    if (query.containsKey("$filter")) {
      Optional<Predicate<ObjectNode>> parsed = filter(query.getOrDefault("$filter", ""));
      if (parsed.isEmpty()) {
        return badFilter();
      }
      filter = parsed.get();
    }
    List<ObjectNode> matching = all.stream().filter(filter).toList();
    int size = pageSize(request, query);
    int skip = Math.min(number(query.get("$skip"), 0), matching.size());
    int end = Math.min(skip + size, matching.size());
    ObjectNode page = envelope(collection);
    if (end < matching.size()) {
      page.put("@odata.nextLink", nextLink(request, size, end));
    }
    ArrayNode value = page.putArray("value");
    matching.subList(skip, end).forEach(value::add);
    return Answer.json(200, page);
  }

  private ObjectNode envelope(String collection) {
    ObjectNode page = Json.object();
    return page.put(
        "@odata.context", origin.get() + "/v1.0/$metadata#admin/serviceAnnouncement/" + collection);
  }

  /// Graph fixes the page size in the link, so that a client need not repeat its `Prefer` header.
  private String nextLink(Request request, int size, int end) {
    StringBuilder link = new StringBuilder(origin.get()).append(request.path()).append('?');
    for (String pair : request.query().split("&", -1)) {
      boolean paging = pair.matches("(\\$|%24)(top|skip)=.*");
      if (!pair.isEmpty() && !paging) {
        link.append(pair).append('&');
      }
    }
    return link.append("$top=").append(size).append("&$skip=").append(end).toString();
  }

  private static int pageSize(Request request, Map<String, String> query) {
    Matcher preferred = MAX_PAGE_SIZE.matcher(request.header("Prefer"));
    int fallback = preferred.find() ? number(preferred.group(1), PAGE) : PAGE;
    return Math.clamp(number(query.get("$top"), fallback), 1, 1000);
  }

  private static int number(@Nullable String text, int otherwise) {
    return text != null && text.matches("\\d{1,9}") ? Integer.parseInt(text) : otherwise;
  }

  private static Optional<Predicate<ObjectNode>> filter(String text) {
    Matcher parts = FILTER.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    try {
      Instant limit = Instant.parse(parts.group(2));
      boolean orEqual = parts.group(1).equals("ge");
      return Optional.of(node -> {
        Instant modified = Instant.parse(node.path("lastModifiedDateTime").asText());
        return modified.isAfter(limit) || (orEqual && modified.equals(limit));
      });
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }

  private Answer overviews(Request request) {
    boolean expand = FormData.read(request.query()).getOrDefault("$expand", "").equals("issues");
    ObjectNode page = envelope("healthOverviews");
    ArrayNode value = page.putArray("value");
    SERVICES.forEach((id, service) -> value.add(overview(id, service, expand)));
    return Answer.json(200, page);
  }

  private ObjectNode overview(String id, String service, boolean expand) {
    List<ObjectNode> own =
        snapshot(issues).stream()
            .filter(issue -> issue.path("service").asText().equals(service))
            .toList();
    String status =
        own.stream()
            .filter(issue -> !issue.path("isResolved").asBoolean())
            .map(issue -> issue.path("status").asText())
            .findFirst()
            .orElse("serviceOperational");
    ObjectNode overview = Json.object();
    overview.put("service", service).put("status", status).put("id", id);
    if (expand) {
      ArrayNode expanded = overview.putArray("issues");
      own.forEach(expanded::add);
    }
    return overview;
  }

  private static void publish(Map<String, ObjectNode> store, ObjectNode node) {
    JsonNode id = node.path("id");
    if (!id.isTextual()) {
      throw new IllegalArgumentException("what is published needs an id: " + node);
    }
    synchronized (store) {
      store.put(id.asText(), node.deepCopy());
    }
  }

  private static Optional<ObjectNode> find(Map<String, ObjectNode> store, String id) {
    synchronized (store) {
      return Optional.ofNullable(store.get(id));
    }
  }

  private static List<ObjectNode> snapshot(Map<String, ObjectNode> store) {
    synchronized (store) {
      return new ArrayList<>(store.values());
    }
  }

  private static Answer badFilter() {
    return error(400, "BadRequest", "This filter clause is not supported.");
  }

  private static Answer error(int status, String code, String message) {
    String request = UUID.randomUUID().toString();
    ObjectNode root = Json.object();
    ObjectNode error = root.putObject("error");
    error.put("code", code).put("message", message);
    error
        .putObject("innerError")
        .put("date", Instant.now().toString().substring(0, 19))
        .put("request-id", request)
        .put("client-request-id", request);
    return Answer.json(status, root).with("request-id", request);
  }

  /// Service health wraps its own error into Graph's, as text within text.
  private static Answer nestedError(int status, String code) {
    ObjectNode innermost = Json.object();
    innermost.put("error", "The resource is not there for this tenant.");
    ObjectNode inner = Json.object();
    inner.put("code", code).put("message", innermost.toString());
    return error(status, "UnknownError", inner.toString());
  }
}
