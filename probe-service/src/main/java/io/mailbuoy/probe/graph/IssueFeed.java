package io.mailbuoy.probe.graph;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.mailbuoy.contracts.config.Secret;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Json;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.probe.http.Web;
import io.mailbuoy.probe.wire.Deadline;
import io.mailbuoy.probe.wire.Fault;
import io.mailbuoy.probe.wire.FaultException;
import io.mailbuoy.probe.wire.Faults;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the issues of a tenant's service health, page by page: [the interface's
/// documentation](https://learn.microsoft.com/graph/api/serviceannouncement-list-issues).
public final class IssueFeed {
  private static final String PATH = "/admin/serviceAnnouncement/issues";
  private static final int BAD_REQUEST = 400;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int TOO_MANY = 429;
  private static final int SERVER_ERROR = 500;

  /// A feed that leads in circles would never end.
  private static final int MOST_PAGES = 200;

  private final Web web;
  private final String root;
  private final Clock clock;
  private boolean filterRefused;

  /// @param root Graph's address with its version
  public IssueFeed(Web web, String root, Clock clock) {
    this.web = web;
    this.root = root.endsWith("/") ? root.substring(0, root.length() - 1) : root;
    this.clock = clock;
  }

  /// Every issue that has changed since, or every issue there is where Graph refuses to filter.
  List<JsonNode> read(Secret token, Optional<Instant> since, Deadline deadline)
      throws FaultException {
    if (since.isPresent() && !filterRefused) {
      URI filtered =
          URI.create(root + PATH + "?$filter=lastModifiedDateTime%20ge%20" + since.get());
      switch (get(filtered, token, deadline)) {
        case Web.Reply.Answer answer when answer.status() == BAD_REQUEST -> filterRefused = true;
        case Web.Reply.Answer answer -> {
          return pages(answer, token, deadline);
        }
        case Web.Reply.Broken(var reason) -> throw broken(reason);
        case Web.Reply.Silent _ -> throw new FaultException(Faults.silence(Phase.REQUEST));
      }
    }
    return switch (get(URI.create(root + PATH), token, deadline)) {
      case Web.Reply.Answer answer -> pages(answer, token, deadline);
      case Web.Reply.Broken(var reason) -> throw broken(reason);
      case Web.Reply.Silent _ -> throw new FaultException(Faults.silence(Phase.REQUEST));
    };
  }

  private List<JsonNode> pages(Web.Reply.Answer first, Secret token, Deadline deadline)
      throws FaultException {
    List<JsonNode> issues = new ArrayList<>();
    JsonNode page = page(first);
    for (int number = 1; ; number++) {
      page.path("value").forEach(issues::add);
      String next = page.path("@odata.nextLink").asText("");
      if (next.isEmpty()) {
        return issues;
      }
      if (number >= MOST_PAGES) {
        throw protocolError("more than " + MOST_PAGES + " pages");
      }
      page =
          switch (get(own(next), token, deadline)) {
            case Web.Reply.Answer answer -> page(answer);
            case Web.Reply.Broken(var reason) -> throw broken(reason);
            case Web.Reply.Silent _ -> throw new FaultException(Faults.silence(Phase.REQUEST));
          };
    }
  }

  /// The token goes to nobody but Graph, wherever a link points.
  URI own(String link) throws FaultException {
    try {
      URI next = URI.create(link);
      URI graph = URI.create(root);
      if (graph.getScheme().equals(next.getScheme())
          && graph.getRawAuthority().equals(next.getRawAuthority())) {
        return next;
      }
    } catch (IllegalArgumentException e) {
      throw protocolError("a next link that is no URL");
    }
    throw protocolError("a next link to another server");
  }

  private Web.Reply get(URI url, Secret token, Deadline deadline) {
    return web.send(
        HttpRequest.newBuilder(url)
            .header("Authorization", "Bearer " + token.reveal())
            .header("Accept", "application/json")
            .header("Prefer", "odata.maxpagesize=100")
            .build(),
        deadline.remaining());
  }

  private JsonNode page(Web.Reply.Answer answer) throws FaultException {
    int status = answer.status();
    if (status >= BAD_REQUEST) {
      throw new FaultException(refusal(answer));
    }
    try {
      JsonNode page = Json.mapper().readTree(answer.body());
      if (page.path("value").isArray()) {
        return page;
      }
    } catch (JsonProcessingException e) {
      throw protocolError(answer.statusLine() + " without JSON");
    }
    throw protocolError(answer.statusLine() + " without issues");
  }

  private Fault refusal(Web.Reply.Answer answer) {
    String text = answer.statusLine() + " " + GraphError.text(answer.body());
    int status = answer.status();
    Optional<Duration> retryAfter = answer.retryAfter(clock);
    if (status == TOO_MANY) {
      return Fault.throttled(text, retryAfter);
    }
    if (status == UNAUTHORIZED || status == FORBIDDEN) {
      return Fault.lasting(FailureKind.AUTH_REJECTED, text);
    }
    boolean passing = status >= SERVER_ERROR && retryAfter.isEmpty();
    return new Fault(FailureKind.HTTP_ERROR, text, passing, retryAfter);
  }

  private static FaultException broken(IOException reason) {
    return new FaultException(Faults.of(reason, Phase.REQUEST, false));
  }

  private static FaultException protocolError(String text) {
    return new FaultException(Fault.passing(FailureKind.PROTOCOL_ERROR, text));
  }
}
