package io.mailbuoy.probe.graph;

import com.fasterxml.jackson.databind.JsonNode;
import io.mailbuoy.contracts.config.Secret;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.contracts.event.ServiceIncident;
import io.mailbuoy.probe.Probe;
import io.mailbuoy.probe.token.Scope;
import io.mailbuoy.probe.token.TokenOutcome;
import io.mailbuoy.probe.token.Tokens;
import io.mailbuoy.probe.wire.Attempt;
import io.mailbuoy.probe.wire.FaultException;
import io.mailbuoy.probe.wire.Network;
import io.mailbuoy.probe.wire.Observation;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Reads a tenant's service health and publishes what is new in it. It is a control as well: a feed
/// that cannot be read says that Microsoft's word is unknown, which is not the same as "all is
/// well".
public final class ServiceHealthProbe implements Probe {
  private static final Logger LOG = Logger.getLogger(ServiceHealthProbe.class);

  /// What is over and older than this is history, and not published when the tenant is first read.
  private static final Duration HISTORY = Duration.ofDays(14);

  /// An issue may appear later than its own timestamp says.
  private static final Duration OVERLAP = Duration.ofDays(1);

  private final Network network;
  private final String tenant;
  private final Tokens tokens;
  private final IssueFeed feed;
  private final KnownIncidents known;
  private final Consumer<ServiceIncident> publisher;
  private final Clock clock;
  private final Duration timeout;
  private @Nullable Instant newest;

  /// @param known what was published before; nothing is published until it is complete
  public ServiceHealthProbe(
      Network network,
      String tenant,
      Tokens tokens,
      IssueFeed feed,
      KnownIncidents known,
      Consumer<ServiceIncident> publisher,
      Clock clock,
      Duration timeout) {
    this.network = network;
    this.tenant = tenant;
    this.tokens = tokens;
    this.feed = feed;
    this.known = known;
    this.publisher = publisher;
    this.clock = clock;
    this.timeout = timeout;
  }

  @Override
  public Observation observe() {
    return Attempt.run(network, timeout, this::take);
  }

  private void take(Attempt attempt) throws FaultException {
    attempt.begin(Phase.TOKEN);
    switch (tokens.get(Scope.GRAPH, attempt.deadline())) {
      case TokenOutcome.Refused(var fault) -> throw new FaultException(fault);
      case TokenOutcome.Granted(var token, var _) -> {
        attempt.begin(Phase.REQUEST);
        Optional<Instant> since = Optional.ofNullable(newest).map(last -> last.minus(OVERLAP));
        publish(read(token, since, attempt));
      }
    }
  }

  private List<JsonNode> read(Secret token, Optional<Instant> since, Attempt attempt)
      throws FaultException {
    try {
      return feed.read(token, since, attempt.deadline());
    } catch (FaultException e) {
      if (e.fault().kind() == FailureKind.AUTH_REJECTED) {
        // A permission granted since is in the next token only.
        tokens.distrust(Scope.GRAPH);
      }
      throw e;
    }
  }

  private void publish(List<JsonNode> issues) {
    if (!known.isComplete()) {
      return; // The next reading begins at the same point.
    }
    Instant now = clock.instant();
    for (JsonNode issue : issues) {
      if (issue.path("id").asText("").isBlank()) {
        LOG.warnf("service health of %s holds an issue without an id, which is left out", tenant);
        continue;
      }
      ServiceIncident incident = new ServiceIncident(tenant, now, "graph", issue);
      boolean news = !known.isKnown(incident);
      if (news && (known.knows(incident) || isCurrent(issue, now))) {
        publisher.accept(incident);
        known.add(incident);
      }
      modified(issue).ifPresent(at -> seen(at.isAfter(now) ? now : at));
    }
  }

  private void seen(Instant at) {
    if (newest == null || at.isAfter(newest)) {
      newest = at;
    }
  }

  private static boolean isCurrent(JsonNode issue, Instant now) {
    return !issue.path("isResolved").asBoolean(false)
        || modified(issue).map(at -> at.isAfter(now.minus(HISTORY))).orElse(true);
  }

  private static Optional<Instant> modified(JsonNode issue) {
    try {
      return Optional.of(Instant.parse(issue.path("lastModifiedDateTime").asText("")));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
