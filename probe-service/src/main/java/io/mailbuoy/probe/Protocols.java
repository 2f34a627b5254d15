package io.mailbuoy.probe;

import io.mailbuoy.contracts.config.RoundTrip;
import io.mailbuoy.contracts.config.Secret;
import io.mailbuoy.contracts.config.TargetConfig;
import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.contracts.event.Protocol;
import io.mailbuoy.contracts.event.Role;
import io.mailbuoy.contracts.event.Target;
import io.mailbuoy.probe.dns.DnsProbe;
import io.mailbuoy.probe.graph.MailboxProbe;
import io.mailbuoy.probe.http.HttpProbe;
import io.mailbuoy.probe.imap.ImapProbe;
import io.mailbuoy.probe.imap.ImapServer;
import io.mailbuoy.probe.login.Credentials;
import io.mailbuoy.probe.mail.Pop3Probe;
import io.mailbuoy.probe.mail.SmtpDialogue;
import io.mailbuoy.probe.mail.SmtpProbe;
import io.mailbuoy.probe.roundtrip.RoundTripProbe;
import io.mailbuoy.probe.wire.Endpoint;
import io.mailbuoy.probe.wire.Security;
import io.mailbuoy.probe.wire.TlsClient;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The table from a protocol to the probe that speaks it.
final class Protocols {
  private static final Map<Protocol, Factory> BY_PROTOCOL =
      Map.of(
          Protocol.IMAP, Protocols::imap,
          Protocol.POP3, Protocols::pop3,
          Protocol.SMTP, Protocols::smtp,
          Protocol.HTTPS, Protocols::http,
          Protocol.DNS, Protocols::dns,
          Protocol.GRAPH, Protocols::graph,
          Protocol.ROUND_TRIP, Protocols::roundTrip);

  private Protocols() {}

  private interface Factory {
    Probe make(TargetConfig target, URI url, Toolbox tools);
  }

  /// Whether there is a probe.
  sealed interface Choice {
    record Found(Watched watched) implements Choice {}

    /// @param reason names the target, and what to do
    record None(String reason) implements Choice {}
  }

  static Choice probeFor(TargetConfig target, Toolbox tools) {
    URI url = URI.create(target.url());
    @Nullable Factory factory = BY_PROTOCOL.get(target.spoken());
    if (factory == null) {
      return new Choice.None(
          "the target "
              + target.id()
              + " is not probed: no probe speaks "
              + url.getScheme()
              + "; see the URL schemes in docs/reference/configuration.md");
    }
    try {
      return new Choice.Found(
          new Watched(
              event(target, target.spoken()),
              factory.make(target, url, tools.with(target.phaseTimeouts().byPhase()))));
    } catch (IllegalArgumentException e) {
      return new Choice.None("the target " + target.id() + " is not probed: " + e.getMessage());
    }
  }

  private static Target event(TargetConfig target, Protocol protocol) {
    return new Target(
        target.id(),
        target.tenant().orElse(null),
        target.service(),
        Open.of(protocol),
        Open.read(Role.class, target.role()),
        target.url(),
        target.user().orElse(null),
        target.authMethod(),
        target.interval().toMillis(),
        target.deadline().toMillis());
  }

  private static Probe imap(TargetConfig target, URI url, Toolbox tools) {
    return new ImapProbe(
        tools.network(),
        Endpoint.of(url),
        security(target, url),
        tls(target, tools),
        credentials(target, tools),
        target.timeout(),
        tools.answers());
  }

  /// Who logs in, and how.
  private record Account(
      String auth, Optional<String> user, Optional<Secret> password, Optional<String> tenant) {
    static Account of(TargetConfig target) {
      return new Account(target.authMethod(), target.user(), target.password(), target.tenant());
    }

    /// Who hands in a message: whoever reads it, where nobody else is named.
    static Account of(TargetConfig target, RoundTrip trip) {
      String auth =
          trip.auth().orElse(trip.password().isPresent() ? "password" : target.authMethod());
      return new Account(
          auth,
          trip.user().or(target::user),
          trip.password().or(target::password),
          target.tenant());
    }
  }

  private static Credentials credentials(TargetConfig target, Toolbox tools) {
    return credentials(Account.of(target), tools);
  }

  private static Credentials credentials(Account account, Toolbox tools) {
    return switch (account.auth()) {
      case "password" -> password(account, Credentials.Way.BEST);
      case "plain" -> password(account, Credentials.Way.PLAIN);
      case "login" -> password(account, Credentials.Way.LOGIN);
      case "xoauth2" -> token(account, tools, Credentials.Mechanism.XOAUTH2);
      case "oauthbearer" -> token(account, tools, Credentials.Mechanism.OAUTHBEARER);
      default -> new Credentials.None();
    };
  }

  private static Credentials password(Account account, Credentials.Way way) {
    return new Credentials.Password(
        required(account.user(), "user"), required(account.password(), "password"), way);
  }

  private static Credentials token(
      Account account, Toolbox tools, Credentials.Mechanism mechanism) {
    String tenant = required(account.tenant(), "tenant");
    return new Credentials.Token(
        required(account.user(), "user"), tools.tokens(tenant), tools.mailScope(tenant), mechanism);
  }

  private static <T> T required(Optional<T> value, String key) {
    return value.orElseThrow(() -> new IllegalArgumentException("its " + key + " is missing"));
  }

  private static Probe pop3(TargetConfig target, URI url, Toolbox tools) {
    return new Pop3Probe(
        tools.network(),
        Endpoint.of(url),
        security(target, url),
        tls(target, tools),
        credentials(target, tools),
        target.timeout(),
        tools.pop3Answers());
  }

  private static Probe smtp(TargetConfig target, URI url, Toolbox tools) {
    return new SmtpProbe(
        tools.network(),
        new SmtpDialogue.Server(
            Endpoint.of(url), security(target, url), tls(target, tools), tools.smtpAnswers()),
        credentials(target, tools),
        target.timeout());
  }

  private static Probe http(TargetConfig target, URI url, Toolbox tools) {
    Optional<TlsClient> tls =
        url.getScheme().equals("https") ? Optional.of(tls(target, tools)) : Optional.empty();
    return new HttpProbe(
        tools.network(),
        url,
        tls,
        HttpProbe.Expectation.of(target.expectStatus()),
        target.timeout(),
        tools.clock());
  }

  private static Probe graph(TargetConfig target, URI url, Toolbox tools) {
    return new MailboxProbe(
        tools.network(),
        tools.web(),
        url,
        required(target.user(), "user"),
        tools.tokens(required(target.tenant(), "tenant")),
        target.timeout(),
        tools.clock());
  }

  private static Probe roundTrip(TargetConfig target, URI url, Toolbox tools) {
    RoundTrip trip = target.roundTrip();
    URI smtp = URI.create(required(trip.smtp(), "round-trip.smtp"));
    return new RoundTripProbe(
        tools.with(patience(target)).network(),
        new RoundTripProbe.Mailbox(
            new ImapServer(
                Endpoint.of(url), security(target, url), tls(target, tools), tools.answers()),
            credentials(target, tools),
            trip.junkFolder()),
        new RoundTripProbe.Relay(
            new SmtpDialogue.Server(
                Endpoint.of(smtp), security(target, smtp), tls(target, tools), tools.smtpAnswers()),
            credentials(Account.of(target, trip), tools),
            required(trip.from(), "round-trip.from"),
            required(trip.to().or(target::user), "round-trip.to")),
        new RoundTripProbe.Trip(target.id(), trip.within(), target.deadline()),
        tools.clock());
  }

  /// A message may take its time; nothing else may take longer than for other targets.
  private static Map<String, Duration> patience(TargetConfig target) {
    Map<String, Duration> times = new HashMap<>();
    for (Phase phase : Phase.values()) {
      if (phase != Phase.DELIVER) {
        times.put(phase.text(), target.timeout());
      }
    }
    times.putAll(target.phaseTimeouts().byPhase());
    return times;
  }

  private static Probe dns(TargetConfig target, URI url, Toolbox tools) {
    return new DnsProbe(tools.network(), url, target.timeout());
  }

  private static TlsClient tls(TargetConfig target, Toolbox tools) {
    return tools.tls(target.tls().trust());
  }

  private static Security security(TargetConfig target, URI url) {
    if (url.getScheme().endsWith("s")) {
      return Security.IMPLICIT;
    }
    return target.tls().off() ? Security.NONE : Security.STARTTLS;
  }
}
