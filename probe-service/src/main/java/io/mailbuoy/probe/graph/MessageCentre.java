package io.mailbuoy.probe.graph;

import com.fasterxml.jackson.databind.JsonNode;
import io.mailbuoy.contracts.config.Secret;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.probe.token.Scope;
import io.mailbuoy.probe.token.TokenOutcome;
import io.mailbuoy.probe.token.Tokens;
import io.mailbuoy.probe.wire.Deadline;
import io.mailbuoy.probe.wire.Fault;
import io.mailbuoy.probe.wire.FaultException;
import io.mailbuoy.probe.wire.Network;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The posts of a tenant's message centre: what Microsoft plans and recommends. They are news for
/// people and never evidence, so a message centre that cannot be read, for want of the permission
/// `ServiceMessage.Read.All` for example, is said once and fails nothing.
///
/// A tenant has hundreds of posts. Only those that concern the tenant's mailboxes are published.
public final class MessageCentre {
  private static final Logger LOG = Logger.getLogger(MessageCentre.class);

  /// A post announces what will be in weeks.
  private static final Duration EVERY = Duration.ofMinutes(5);

  private static final Duration AFTER_REFUSAL = Duration.ofHours(1);
  private static final Duration OVERLAP = Duration.ofDays(1);

  private final Announcements list;
  private final News news;
  private final Set<String> services;
  private final Clock clock;
  private Instant due = Instant.MIN;
  private @Nullable Instant newest;
  private @Nullable FailureKind failing;

  /// @param targetServices the services of the tenant's targets, as the configuration names them
  public MessageCentre(Announcements list, News news, Set<String> targetServices, Clock clock) {
    this.list = list;
    this.news = news;
    this.clock = clock;
    this.services = feedNames(targetServices);
  }

  /// How the message centre names the services that a tenant's targets depend on, in lower case.
  private static Set<String> feedNames(Set<String> targetServices) {
    Set<String> names = new TreeSet<>(Set.of("exchange online"));
    for (String service : targetServices) {
      names.addAll(
          switch (service) {
            case "entra-id" -> Set.of("microsoft entra", "azure active directory");
            case "teams" -> Set.of("microsoft teams");
            case "m365-admin-centre" -> Set.of("microsoft 365 suite");
            default -> Set.of(service.toLowerCase(Locale.ROOT).replace('-', ' '));
          });
    }
    return names;
  }

  /// Reads what is new, where it is time to. Never throws.
  ///
  /// @param patience for all of it
  void look(Tokens tokens, Network network, Duration patience) {
    Instant now = clock.instant();
    if (now.isBefore(due) || !news.known().isComplete()) {
      return;
    }
    due = now.plus(EVERY);
    try (Deadline deadline = network.deadlines().in(patience)) {
      switch (tokens.get(Scope.GRAPH, deadline)) {
        case TokenOutcome.Refused _ -> {} // the issues say so
        case TokenOutcome.Granted(Secret token, var _) -> read(token, now, deadline);
      }
    } catch (FaultException e) {
      failed(e.fault(), now, tokens);
    }
  }

  private void read(Secret token, Instant now, Deadline deadline) throws FaultException {
    Instant since = newest == null ? now.minus(News.HISTORY) : newest.minus(OVERLAP);
    for (JsonNode post : list.read(token, java.util.Optional.of(since), deadline).found()) {
      if (concerns(post)) {
        news.tell(Sources.MESSAGE_CENTRE, post);
      }
      News.modified(post)
          .map(at -> at.isAfter(now) ? now : at)
          .filter(at -> newest == null || at.isAfter(newest))
          .ifPresent(at -> newest = at);
    }
    if (failing != null) {
      LOG.infof("the message centre of %s can be read again", news.tenant());
      failing = null;
    }
  }

  private boolean concerns(JsonNode post) {
    Set<String> named =
        post.path("services")
            .valueStream()
            .map(each -> each.asText("").toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    return services.stream().anyMatch(named::contains);
  }

  private void failed(Fault fault, Instant now, Tokens tokens) {
    boolean refused = fault.kind() == FailureKind.AUTH_REJECTED;
    if (refused) {
      tokens.distrust(Scope.GRAPH); // a permission granted since is in the next token only
    }
    Duration pause = refused ? AFTER_REFUSAL : fault.backOff().orElse(EVERY);
    due = now.plus(pause.compareTo(EVERY) < 0 ? EVERY : pause);
    if (fault.kind() != failing) {
      failing = fault.kind();
      LOG.warnf(
          "the message centre of %s cannot be read (%s: %s)%s; service health is read all the same",
          news.tenant(),
          fault.kind().text(),
          fault.serverText() == null ? "no answer" : fault.serverText(),
          refused
              ? "; give the app registration ServiceMessage.Read.All, or set service-health.messages"
                  + " to false"
              : "");
    }
  }
}
