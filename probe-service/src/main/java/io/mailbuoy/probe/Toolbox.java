package io.mailbuoy.probe;

import io.mailbuoy.contracts.config.MailbuoyConfig.Tenant;
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
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// What probes share: the network, knowledge, tokens, trust.
public final class Toolbox implements AutoCloseable {
  private final Clock clock;
  private final Network network = Network.open();
  private final Web web = new Web();
  private final ServerAnswers answers = ServerAnswers.load();
  private final Answers smtpAnswers = Answers.smtp();
  private final Answers pop3Answers = Answers.pop3();
  private final Map<Optional<Path>, TlsClient> tls = new ConcurrentHashMap<>();
  private final Map<String, Tokens> tokens = new HashMap<>();
  private final Map<String, Scope> mailScopes = new HashMap<>();

  /// @param tenants by name; those with a client can be asked for tokens
  public Toolbox(Map<String, Tenant> tenants, Clock clock) {
    this.clock = clock;
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
