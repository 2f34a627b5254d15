package io.mailbuoy.testbed;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mailbuoy.testbed.LoopbackHttp.Answer;
import io.mailbuoy.testbed.LoopbackHttp.Reply;
import io.mailbuoy.testbed.LoopbackHttp.Request;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Graph's [list of messages](https://learn.microsoft.com/en-us/graph/api/user-list-messages) of an
/// inbox, for applications that may read it. Each inbox holds one message.
final class GraphMailEndpoint {
  static final String ROOT = "/v1.0/users/";
  private static final Pattern PATH =
      Pattern.compile("/v1\\.0/users/([^/]+)/mailFolders/inbox/messages");

  private final TokenAuthority tokens;
  private final GraphFaults faults = new GraphFaults();
  private final Set<String> mailboxes = ConcurrentHashMap.newKeySet();

  GraphMailEndpoint(TokenAuthority tokens) {
    this.tokens = tokens;
  }

  GraphFaults faults() {
    return faults;
  }

  void addMailbox(String user) {
    mailboxes.add(user);
  }

  Reply handle(Request request) {
    return answer(request, faults.current());
  }

  private Reply answer(Request request, GraphFault fault) {
    return switch (fault) {
      case GraphFault.Error(int status, String code) -> error(status, code, "It is so.");
      case GraphFault.TooManyRequests(int seconds) ->
          error(429, "ApplicationThrottled", "Too many requests for this mailbox.")
              .with("Retry-After", Integer.toString(seconds));
      case GraphFault.TooManyRequestsUntil(var moment) ->
          error(429, "ApplicationThrottled", "Too many requests for this mailbox.")
              .with(
                  "Retry-After",
                  DateTimeFormatter.RFC_1123_DATE_TIME.format(moment.atOffset(ZoneOffset.UTC)));
      case GraphFault.Says(int status, String body) ->
          new Answer(status, "application/json; charset=utf-8", Map.of(), body);
      case GraphFault.Only(var list, var inner) ->
          request.path().endsWith(list) ? answer(request, inner) : authorised(request);
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
    Matcher path = PATH.matcher(request.path());
    if (!path.matches() || !request.method().equals("GET")) {
      return error(400, "BadRequest", "Only the messages of an inbox are served here.");
    }
    String user = URLDecoder.decode(path.group(1), StandardCharsets.UTF_8);
    if (!mailboxes.contains(user)) {
      return error(404, "ErrorInvalidUser", "There is no mailbox of that name.");
    }
    ObjectNode page = Json.object();
    ArrayNode value = page.putArray("value");
    ObjectNode message = value.addObject();
    message.put("id", "AAMkAG-" + user.hashCode()).put("receivedDateTime", "2026-01-02T09:00:00Z");
    Map<String, String> query = FormData.read(request.query());
    if (!query.getOrDefault("$select", "subject").equals("id,receivedDateTime")) {
      message.put("subject", "Confidential: the merger");
    }
    return Answer.json(200, page);
  }

  private static Answer error(int status, String code, String message) {
    ObjectNode root = Json.object();
    root.putObject("error").put("code", code).put("message", message);
    return Answer.json(status, root);
  }
}
