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

/// Reads one list of a tenant's service communications, page by page: [the interface's
/// documentation](https://learn.microsoft.com/graph/api/resources/service-communications-api-overview).
/// An answer that holds no list is a fault, whatever its status says.
public final class Announcements {
  private static final int BAD_REQUEST = 400;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int TOO_MANY = 429;
  private static final int SERVER_ERROR = 500;
  private static final int SHOWN = 120;

  /// A feed that leads in circles would never end.
  private static final int MOST_PAGES = 200;

  private final Web web;
  private final String root;
  private final String collection;
  private final RequestBudget budget;
  private final Clock clock;
  private boolean filterRefused;

  private Announcements(
      Web web, String root, String collection, RequestBudget budget, Clock clock) {
    this.web = web;
    this.root = root.endsWith("/") ? root.substring(0, root.length() - 1) : root;
    this.collection = collection;
    this.budget = budget;
    this.clock = clock;
  }

  /// The tenant's incidents and advisories.
  ///
  /// @param root Graph's address with its version
  /// @param budget of the tenant, shared by all its lists
  public static Announcements issues(Web web, String root, RequestBudget budget, Clock clock) {
    return new Announcements(web, root, "issues", budget, clock);
  }

  /// The posts of the tenant's message centre.
  public static Announcements messages(Web web, String root, RequestBudget budget, Clock clock) {
    return new Announcements(web, root, "messages", budget, clock);
  }

  /// The state of each service as Microsoft sees it.
  public static Announcements overviews(Web web, String root, RequestBudget budget, Clock clock) {
    return new Announcements(web, root, "healthOverviews", budget, clock);
  }

  /// What a reading brought.
  ///
  /// @param range whether it is all there is
  record Reading(List<JsonNode> found, Range range) {
    boolean isWhole() {
      return range == Range.WHOLE;
    }
  }

  /// How much was asked for.
  enum Range {
    WHOLE,
    CHANGES
  }

  /// Everything that has changed since, or everything there is where Graph refuses to filter.
  Reading read(Secret token, Optional<Instant> since, Deadline deadline) throws FaultException {
    String path = root + "/admin/serviceAnnouncement/" + collection;
    if (since.isPresent() && !filterRefused) {
      URI filtered = URI.create(path + "?$filter=lastModifiedDateTime%20ge%20" + since.get());
      Web.Reply.Answer answer = get(filtered, token, deadline);
      if (answer.status() != BAD_REQUEST) {
        return new Reading(pages(answer, token, deadline), Range.CHANGES);
      }
      filterRefused = true;
    }
    return new Reading(pages(get(URI.create(path), token, deadline), token, deadline), Range.WHOLE);
  }

  /// Whether every reading is of everything there is.
  boolean readsAll() {
    return filterRefused;
  }

  private List<JsonNode> pages(Web.Reply.Answer first, Secret token, Deadline deadline)
      throws FaultException {
    List<JsonNode> found = new ArrayList<>();
    JsonNode page = page(first);
    for (int number = 1; ; number++) {
      page.path("value").forEach(found::add);
      String next = page.path("@odata.nextLink").asText("");
      if (next.isEmpty()) {
        return found;
      }
      if (number >= MOST_PAGES) {
        throw protocolError("more than " + MOST_PAGES + " pages of " + collection);
      }
      page = page(get(own(next), token, deadline));
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

  private Web.Reply.Answer get(URI url, Secret token, Deadline deadline) throws FaultException {
    Optional<Duration> wait = budget.spend();
    if (wait.isPresent()) {
      throw new FaultException(Fault.throttled(null, wait)); // before Graph has to say it
    }
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .header("Authorization", "Bearer " + token.reveal())
            .header("Accept", "application/json")
            .header("Prefer", "odata.maxpagesize=100")
            .build();
    return switch (web.send(request, deadline.remaining())) {
      case Web.Reply.Answer answer -> answer;
      case Web.Reply.Broken(IOException reason) ->
          throw new FaultException(Faults.of(reason, Phase.REQUEST, false));
      case Web.Reply.Silent _ -> throw new FaultException(Faults.silence(Phase.REQUEST));
    };
  }

  private JsonNode page(Web.Reply.Answer answer) throws FaultException {
    if (answer.status() >= BAD_REQUEST) {
      throw new FaultException(refusal(answer));
    }
    String body = answer.body().strip();
    if (body.isEmpty()) {
      throw noData(answer, "with an empty body");
    }
    try {
      JsonNode page = Json.mapper().readTree(body);
      if (page.path("value").isArray()) {
        return page;
      }
    } catch (JsonProcessingException e) {
      throw noData(answer, "without JSON: " + start(body));
    }
    String error = GraphError.text(body);
    throw noData(answer, error.isEmpty() ? "without " + collection + ": " + start(body) : error);
  }

  private static String start(String body) {
    return body.length() <= SHOWN ? body : body.substring(0, SHOWN) + "…";
  }

  private static FaultException noData(Web.Reply.Answer answer, String what) {
    return protocolError(answer.statusLine() + " " + what);
  }

  private Fault refusal(Web.Reply.Answer answer) {
    String text = (answer.statusLine() + " " + GraphError.text(answer.body())).strip();
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

  static FaultException protocolError(String text) {
    return new FaultException(Fault.passing(FailureKind.PROTOCOL_ERROR, text));
  }
}
