package io.mailbuoy.probe;

import io.mailbuoy.contracts.config.MailbuoyConfig.Tenant;
import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.probe.http.Web;
import io.mailbuoy.probe.imap.ServerAnswers;
import io.mailbuoy.probe.mail.Answers;
import io.mailbuoy.probe.token.ClientProof;
import io.mailbuoy.probe.token.EntraErrors;
import io.mailbuoy.probe.token.Scope;
import io.mailbuoy.probe.token.TokenEndpoint;
import io.mailbuoy.probe.token.Tokens;
import io.mailbuoy.probe.wire.Network;
import io.mailbuoy.probe.wire.TlsClient;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// What probes share: the network, knowledge, tokens, trust.
public final class Toolbox implements AutoCloseable {
  private final Clock clock;
  private final Network network;
  private final Web web;
  private final ServerAnswers answers;
  private final Answers smtpAnswers;
  private final Answers pop3Answers;
  private final Map<Optional<Path>, TlsClient> tls;
  private final Map<String, Tokens> tokens;
  private final Map<String, Scope> mailScopes;

  /// @param tenants by name; those with a client can be asked for tokens
  public Toolbox(Map<String, Tenant> tenants, Clock clock) {
    this.clock = clock;
    network = Network.open();
    web = new Web();
    answers = ServerAnswers.load();
    smtpAnswers = Answers.smtp();
    pop3Answers = Answers.pop3();
    tls = new ConcurrentHashMap<>();
    tokens = new HashMap<>();
    mailScopes = new HashMap<>();
    EntraErrors errors = EntraErrors.load();
    tenants.forEach((name, tenant) -> {
      mailScopes.put(name, tenant.tokenScope().map(Scope::new).orElse(Scope.OUTLOOK));
      if (tenant.hasClient()) {
        TokenEndpoint endpoint =
            new TokenEndpoint(
                web,
                URI.create(tenant.tokenEndpoint()),
                tenant.clientId().orElseThrow(),
                proof(tenant),
                errors,
                clock);
        tokens.put(name, new Tokens(endpoint, System::nanoTime));
      }
    });
  }

  /// The same tools over another network.
  private Toolbox(Toolbox other, Network network) {
    this.clock = other.clock;
    this.network = network;
    this.web = other.web;
    this.answers = other.answers;
    this.smtpAnswers = other.smtpAnswers;
    this.pop3Answers = other.pop3Answers;
    this.tls = other.tls;
    this.tokens = other.tokens;
    this.mailScopes = other.mailScopes;
  }

  /// The same tools, with less patience in single phases. Only the first needs to be closed.
  ///
  /// @param phaseTimes by the phase's name
  Toolbox with(Map<String, Duration> phaseTimes) {
    Map<Phase, Duration> byPhase = new EnumMap<>(Phase.class);
    phaseTimes.forEach((phase, time) -> byPhase.put(Open.read(Phase.class, phase).value(), time));
    return byPhase.isEmpty() ? this : new Toolbox(this, network.with(byPhase));
  }

  Clock clock() {
    return clock;
  }

  Network network() {
    return network;
  }

  Web web() {
    return web;
  }

  ServerAnswers answers() {
    return answers;
  }

  Answers smtpAnswers() {
    return smtpAnswers;
  }

  Answers pop3Answers() {
    return pop3Answers;
  }

  /// The tokens of a tenant that has a client.
  Tokens tokens(String tenant) {
    Tokens known = tokens.get(tenant);
    if (known == null) {
      throw new IllegalArgumentException("the tenant " + tenant + " has no client");
    }
    return known;
  }

  /// The tokens of every tenant that has a client.
  Map<String, Tokens> tokens() {
    return Map.copyOf(tokens);
  }

  /// What a tenant's tokens for mailboxes are asked for.
  Scope mailScope(String tenant) {
    return mailScopes.getOrDefault(tenant, Scope.OUTLOOK);
  }

  private static ClientProof proof(Tenant tenant) {
    String client = tenant.clientId().orElseThrow();
    if (tenant.clientCertificate().isPresent()) {
      return new ClientProof.Certificate(
          client, tenant.clientCertificate().get(), tenant.clientKey());
    }
    return tenant
        .federatedTokenFile()
        .<ClientProof>map(ClientProof.FederatedToken::new)
        .orElseGet(() -> new ClientProof.SharedSecret(tenant.clientSecret().orElseThrow()));
  }

  /// Trusts what the system trusts, or a PEM file instead.
  TlsClient tls(Optional<Path> trust) {
    return tls.computeIfAbsent(trust, TlsClient::trusting);
  }

  @Override
  public void close() {
    web.close();
    network.close();
  }
}
