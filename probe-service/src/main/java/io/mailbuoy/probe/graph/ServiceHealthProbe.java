package io.mailbuoy.probe.graph;

import com.fasterxml.jackson.databind.JsonNode;
import io.mailbuoy.contracts.config.Secret;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.probe.Probe;
import io.mailbuoy.probe.token.Scope;
import io.mailbuoy.probe.token.TokenOutcome;
import io.mailbuoy.probe.token.Tokens;
import io.mailbuoy.probe.wire.Attempt;
import io.mailbuoy.probe.wire.FaultException;
import io.mailbuoy.probe.wire.Network;
import io.mailbuoy.probe.wire.Observation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads a tenant's service health and publishes what is new in it. It is a control as well: a feed
/// that cannot be read, or that brings no data, says that Microsoft's word is unknown, which is not
/// the same as "all is well".
public final class ServiceHealthProbe implements Probe {
  /// An issue may appear later than its own timestamp says.
  private static final Duration OVERLAP = Duration.ofDays(1);

  /// What a reading costs where Graph filters: the issues, and now and then the posts.
  private static final int USUAL_COST = 2;

  private final Network network;
  private final Tokens tokens;
  private final Issues issues;
  private final Optional<MessageCentre> messages;
  private final RequestBudget budget;
  private final News news;
  private final Clock clock;
  private final Duration timeout;
  private @Nullable Instant newest;

  /// @param messages the tenant's posts, where they are read too
  public ServiceHealthProbe(
      Network network,
      Tokens tokens,
      Issues issues,
      Optional<MessageCentre> messages,
      RequestBudget budget,
      News news,
      Clock clock,
      Duration timeout) {
    this.network = network;
    this.tokens = tokens;
    this.issues = issues;
    this.messages = messages;
    this.budget = budget;
    this.news = news;
    this.clock = clock;
    this.timeout = timeout;
  }

  @Override
  public Observation observe() {
    long began = System.nanoTime();
    Observation seen = Attempt.run(network, timeout, this::take);
    Duration left = timeout.minusNanos(System.nanoTime() - began);
    if (seen.end() instanceof Observation.Worked && left.isPositive()) {
      messages.ifPresent(posts -> posts.look(tokens, network, left));
    }
    return seen;
  }

  private void take(Attempt attempt) throws FaultException {
    attempt.begin(Phase.TOKEN);
    switch (tokens.get(Scope.GRAPH, attempt.deadline())) {
      case TokenOutcome.Refused(var fault) -> throw new FaultException(fault);
      case TokenOutcome.Granted(var token, var _) -> {
        attempt.begin(Phase.REQUEST);
        int before = budget.lastHour();
        publish(read(token, attempt));
        int cost = issues.readsAll() ? budget.lastHour() - before : USUAL_COST;
        attempt.rest(budget.until(Math.max(cost, USUAL_COST)));
      }
    }
  }

  private List<JsonNode> read(Secret token, Attempt attempt) throws FaultException {
    Optional<Instant> since = Optional.ofNullable(newest).map(last -> last.minus(OVERLAP));
    try {
      return issues.read(token, since, attempt.deadline());
    } catch (FaultException e) {
      if (e.fault().kind() == FailureKind.AUTH_REJECTED) {
        // A permission granted since is in the next token only.
        tokens.distrust(Scope.GRAPH);
      }
      throw e;
    }
  }

  private void publish(List<JsonNode> found) {
    if (!news.known().isComplete()) {
      return; // The next reading begins at the same point.
    }
    Instant now = clock.instant();
    for (JsonNode issue : found) {
      news.tell(Sources.GRAPH, issue);
      News.modified(issue).ifPresent(at -> seen(at.isAfter(now) ? now : at));
    }
  }

  private void seen(Instant at) {
    if (newest == null || at.isAfter(newest)) {
      newest = at;
    }
  }
}
