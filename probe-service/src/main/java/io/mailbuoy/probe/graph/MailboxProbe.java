package io.mailbuoy.probe.graph;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.mailbuoy.contracts.config.Secret;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Json;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.probe.Probe;
import io.mailbuoy.probe.http.Web;
import io.mailbuoy.probe.token.Scope;
import io.mailbuoy.probe.token.TokenOutcome;
import io.mailbuoy.probe.token.Tokens;
import io.mailbuoy.probe.wire.Attempt;
import io.mailbuoy.probe.wire.Fault;
import io.mailbuoy.probe.wire.FaultException;
import io.mailbuoy.probe.wire.Faults;
import io.mailbuoy.probe.wire.Network;
import io.mailbuoy.probe.wire.Observation;
import io.mailbuoy.probe.wire.Redaction;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A control: asks [Graph for one message of a
/// mailbox](https://learn.microsoft.com/graph/api/user-list-messages), as proof that the mailbox
/// itself works while IMAP does not. It asks for the message's id and date only, looks whether
/// there is a list, and forgets it.
public final class MailboxProbe implements Probe {
  private static final int OK = 200;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int TOO_MANY = 429;
  private static final int SERVER_ERROR = 500;

  private final Network network;
  private final Web web;
  private final URI question;
  private final Tokens tokens;
  private final Duration timeout;
  private final Clock clock;

  /// @param graph Graph's address with its version
  /// @param user whose mailbox it is
  public MailboxProbe(
      Network network,
      Web web,
      URI graph,
      String user,
      Tokens tokens,
      Duration timeout,
      Clock clock) {
    this.network = network;
    this.web = web;
    this.question = question(graph, user);
    this.tokens = tokens;
    this.timeout = timeout;
    this.clock = clock;
  }

  private static URI question(URI graph, String user) {
    String root = graph.toString().replaceAll("/+$", "");
    String name = URLEncoder.encode(user, StandardCharsets.UTF_8).replace("+", "%20");
    return URI.create(
        root + "/users/" + name + "/mailFolders/inbox/messages?$top=1&$select=id,receivedDateTime");
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
        attempt.secrets(Redaction.of(List.of(token.reveal())));
        attempt.begin(Phase.REQUEST);
        ask(token, attempt);
      }
    }
  }

  private void ask(Secret token, Attempt attempt) throws FaultException {
    HttpRequest request =
        HttpRequest.newBuilder(question)
            .header("Authorization", "Bearer " + token.reveal())
            .header("Accept", "application/json")
            .build();
    switch (web.send(request, attempt.deadline().remaining())) {
      case Web.Reply.Answer answer -> read(answer);
      case Web.Reply.Broken(var reason) ->
          throw new FaultException(Faults.of(reason, Phase.REQUEST, attempt.deadline().expired()));
      case Web.Reply.Silent _ -> throw new FaultException(Faults.silence(Phase.REQUEST));
    }
  }

  private void read(Web.Reply.Answer answer) throws FaultException {
    if (answer.status() != OK) {
      throw new FaultException(refusal(answer));
    }
    try {
      if (Json.mapper().readTree(answer.body()).path("value").isArray()) {
        return; // An empty inbox is one, too.
      }
    } catch (JsonProcessingException e) {
      throw protocolError(answer.statusLine() + " without JSON");
    }
    throw protocolError(answer.statusLine() + " without messages");
  }

  private Fault refusal(Web.Reply.Answer answer) {
    String text = (answer.statusLine() + " " + GraphError.text(answer.body())).strip();
    Optional<Duration> retryAfter = answer.retryAfter(clock);
    return switch (answer.status()) {
      case TOO_MANY -> Fault.throttled(text, retryAfter);
      case UNAUTHORIZED, FORBIDDEN -> {
        // A permission granted since is in the next token only.
        tokens.distrust(Scope.GRAPH);
        yield Fault.lasting(FailureKind.AUTH_REJECTED, text);
      }
      case NOT_FOUND -> Fault.lasting(FailureKind.MAILBOX_ERROR, text);
      default -> {
        boolean passing = answer.status() >= SERVER_ERROR && retryAfter.isEmpty();
        yield new Fault(FailureKind.HTTP_ERROR, text, passing, retryAfter);
      }
    };
  }

  private static FaultException protocolError(String text) {
    return new FaultException(Fault.passing(FailureKind.PROTOCOL_ERROR, text));
  }
}
