package io.mailbuoy.probe;

import io.mailbuoy.contracts.config.MailbuoyConfig.TargetConfig;
import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.contracts.event.Protocol;
import io.mailbuoy.contracts.event.Role;
import io.mailbuoy.contracts.event.Target;
import io.mailbuoy.probe.dns.DnsProbe;
import io.mailbuoy.probe.http.HttpProbe;
import io.mailbuoy.probe.login.Credentials;
import io.mailbuoy.probe.imap.ImapProbe;
import io.mailbuoy.probe.mail.Pop3Probe;
import io.mailbuoy.probe.mail.SmtpDialogue;
import io.mailbuoy.probe.mail.SmtpProbe;
import io.mailbuoy.probe.token.Scope;
import io.mailbuoy.probe.wire.Endpoint;
import io.mailbuoy.probe.wire.Security;
import io.mailbuoy.probe.wire.TlsClient;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The table from a URL's scheme to the probe that speaks it.
final class Protocols {
  private static final Map<String, Entry> BY_SCHEME =
      Map.of(
          "imaps", new Entry(Protocol.IMAP, Protocols::imap),
          "imap", new Entry(Protocol.IMAP, Protocols::imap),
          "pop3", new Entry(Protocol.POP3, Protocols::pop3),
          "pop3s", new Entry(Protocol.POP3, Protocols::pop3),
          "smtp", new Entry(Protocol.SMTP, Protocols::smtp),
          "smtps", new Entry(Protocol.SMTP, Protocols::smtp),
          "https", new Entry(Protocol.HTTPS, Protocols::http),
          "http", new Entry(Protocol.HTTPS, Protocols::http),
          "dns", new Entry(Protocol.DNS, Protocols::dns));

  private Protocols() {}

  private interface Factory {
    Probe make(TargetConfig target, URI url, Toolbox tools);
  }

  private record Entry(Protocol protocol, Factory factory) {}

  /// Whether there is a probe.
  sealed interface Choice {
    record Found(Watched watched) implements Choice {}

    /// @param reason names the target, and what to do
    record None(String reason) implements Choice {}
  }

  static Choice probeFor(TargetConfig target, Toolbox tools) {
    URI url = URI.create(target.url());
    @Nullable Entry entry = BY_SCHEME.get(url.getScheme());
    if (entry == null) {
      return new Choice.None(
          "the target "
              + target.id()
              + " is not probed: no probe speaks "
              + url.getScheme()
              + "; use one of "
              + String.join(", ", BY_SCHEME.keySet().stream().sorted().toList()));
    }
    try {
      return new Choice.Found(
          new Watched(event(target, entry.protocol()), entry.factory().make(target, url, tools)));
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
        target.timeout().toMillis());
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

  private static Credentials credentials(TargetConfig target, Toolbox tools) {
    return switch (target.authMethod()) {
      case "password" ->
          new Credentials.Password(
              required(target.user(), "user"), required(target.password(), "password"));
      case "xoauth2" ->
          new Credentials.Token(
              required(target.user(), "user"),
              tools.tokens(required(target.tenant(), "tenant")),
              Scope.OUTLOOK);
      default -> new Credentials.None();
    };
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
    return new HttpProbe(tools.network(), url, tls, target.timeout());
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
