package io.mailbuoy.probe.statuspage;

import com.fasterxml.jackson.databind.JsonNode;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.contracts.event.ServiceIncident;
import io.mailbuoy.probe.Probe;
import io.mailbuoy.probe.graph.News;
import io.mailbuoy.probe.graph.Sources;
import io.mailbuoy.probe.http.Web;
import io.mailbuoy.probe.wire.Attempt;
import io.mailbuoy.probe.wire.Fault;
import io.mailbuoy.probe.wire.FaultException;
import io.mailbuoy.probe.wire.Faults;
import io.mailbuoy.probe.wire.Network;
import io.mailbuoy.probe.wire.Observation;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads the feed of a public status page and publishes what is new on it. A page shows what goes
/// on; an item that is gone from two readings in a row is over, since it was first seen to be gone.
///
/// What stands on the page is remembered by the topic, not here: after a restart nothing is
/// published twice, and what vanished meanwhile is told. Where Graph has published an incident of
/// the same number, the page has nothing to add.
public final class StatusFeedProbe implements Probe {
  private static final int NOT_MODIFIED = 304;
  private static final int OK = 200;
  private static final int TOO_MANY = 429;
  private static final int SERVER_ERROR = 500;

  private final Network network;
  private final Web web;
  private final URI url;
  private final News news;
  private final Clock clock;
  private final Duration timeout;
  private final Map<String, Instant> missingSince = new HashMap<>();
  private Reading last = new Reading(List.of(), Optional.empty(), Optional.empty());

  public StatusFeedProbe(
      Network network, Web web, URI url, News news, Clock clock, Duration timeout) {
    this.network = network;
    this.web = web;
    this.url = url;
    this.news = news;
    this.clock = clock;
    this.timeout = timeout;
  }

  /// The newest content, and how to ask whether it still is.
  private record Reading(List<FeedItem> items, Optional<String> tag, Optional<String> modified) {}

  @Override
  public Observation observe() {
    return Attempt.run(network, timeout, this::take);
  }

  private void take(Attempt attempt) throws FaultException {
    attempt.begin(Phase.REQUEST);
    last =
        switch (web.send(request(), attempt.deadline().remaining())) {
          case Web.Reply.Answer answer -> read(answer);
          case Web.Reply.Broken(var reason) ->
              throw new FaultException(Faults.of(reason, Phase.REQUEST, false));
          case Web.Reply.Silent _ -> throw new FaultException(Faults.silence(Phase.REQUEST));
        };
    if (news.known().isComplete()) {
      publish(last.items(), clock.instant());
    }
  }

  private HttpRequest request() {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .header(
                "Accept", "application/rss+xml, application/atom+xml, application/xml, text/xml")
            .header("User-Agent", "mailbuoy");
    last.tag().ifPresent(tag -> request.header("If-None-Match", tag));
    last.modified().ifPresent(since -> request.header("If-Modified-Since", since));
    return request.build();
  }

  private Reading read(Web.Reply.Answer answer) throws FaultException {
    int status = answer.status();
    if (status == NOT_MODIFIED && (last.tag().isPresent() || last.modified().isPresent())) {
      return last;
    }
    Optional<Duration> retryAfter = answer.retryAfter(clock);
    if (status == TOO_MANY) {
      throw new FaultException(Fault.throttled(answer.statusLine(), retryAfter));
    }
    if (status != OK) {
      String moved =
          answer.headers().firstValue("Location").map(place -> ", moved to " + place).orElse("");
      boolean passing = status >= SERVER_ERROR && retryAfter.isEmpty();
      throw new FaultException(
          new Fault(FailureKind.HTTP_ERROR, answer.statusLine() + moved, passing, retryAfter));
    }
    return switch (FeedText.read(answer.body())) {
      case FeedText.Content.Items(var items) ->
          new Reading(
              items,
              answer.headers().firstValue("ETag"),
              answer.headers().firstValue("Last-Modified"));
      case FeedText.Content.NoFeed(String why) ->
          throw new FaultException(
              Fault.passing(FailureKind.PROTOCOL_ERROR, answer.statusLine() + " with " + why));
    };
  }

  private void publish(List<FeedItem> items, Instant now) {
    Map<String, JsonNode> open = new HashMap<>();
    for (ServiceIncident incident : news.known().onStatusPage(news.tenant())) {
      open.put(incident.incidentId(), incident.incident());
    }
    Map<String, FeedItem> newest = new LinkedHashMap<>();
    for (FeedItem item : items) {
      if (!item.title().isBlank()) {
        newest.merge(idOf(item, open, now), item, StatusFeedProbe::later);
      }
    }
    newest.forEach((id, item) -> {
      if (news.known().source(news.tenant(), id).filter(Sources.GRAPH::equals).isEmpty()) {
        JsonNode told = StatusIncident.told(id, item, Optional.ofNullable(open.get(id)), now);
        news.tell(Sources.STATUS_PAGE, told);
        open.put(id, told);
      }
    });
    Set<String> present = newest.keySet();
    open.forEach((id, incident) -> {
      if (!present.contains(id)) {
        missing(id, incident, now);
      }
    });
    missingSince.keySet().retainAll(open.keySet());
    missingSince.keySet().removeAll(present);
  }

  /// A feed may hold every update of an incident as an item of its own.
  private static FeedItem later(FeedItem one, FeedItem other) {
    Instant at = one.at().orElse(Instant.MAX);
    return other.at().orElse(Instant.MIN).isAfter(at) ? other : one;
  }

  private void missing(String id, JsonNode incident, Instant now) {
    Instant since = missingSince.putIfAbsent(id, now);
    if (since != null) {
      news.tell(Sources.STATUS_PAGE, StatusIncident.over(incident, since));
    }
  }

  private static String idOf(FeedItem item, Map<String, JsonNode> open, Instant now) {
    Optional<String> number = StatusIncident.number(item);
    if (number.isPresent()) {
      return number.get();
    }
    String identity = StatusIncident.identity(item.title());
    return open.entrySet().stream()
        .filter(entry ->
            StatusIncident.identity(entry.getValue().path("title").asText()).equals(identity))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseGet(() -> StatusIncident.madeUpId(item, now));
  }
}
