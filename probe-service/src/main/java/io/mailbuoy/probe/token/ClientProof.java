package io.mailbuoy.probe.token;

import io.mailbuoy.contracts.config.ClientCertificate;
import io.mailbuoy.contracts.config.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/// How a client proves to a token endpoint who it is.
public sealed interface ClientProof {
  /// What is sent, by the name of its field: all of it is secret.
  Map<String, Secret> form(URI tokenUrl, Clock clock) throws UnusableException;

  /// There is nothing to prove it with. The message names the file and what is wrong with it.
  final class UnusableException extends Exception {
    private static final long serialVersionUID = 1;

    UnusableException(String message) {
      super(message);
    }
  }

  /// A secret that the endpoint knows as well.
  record SharedSecret(Secret secret) implements ClientProof {
    @Override
    public Map<String, Secret> form(URI tokenUrl, Clock clock) {
      return Map.of("client_secret", secret);
    }
  }

  /// `private_key_jwt`: a statement signed with the key of a certificate that the endpoint knows.
  /// The files are read for every question, because certificates are renewed.
  record Certificate(String clientId, Path certificate, Optional<Path> key) implements ClientProof {
    @Override
    public Map<String, Secret> form(URI tokenUrl, Clock clock) throws UnusableException {
      try {
        ClientCertificate pair = ClientCertificate.read(certificate, key);
        return assertion(ClientAssertion.signed(pair, clientId, tokenUrl, clock.instant()));
      } catch (ClientCertificate.UnusableException e) {
        throw new UnusableException("the file " + e.file() + " " + e.getMessage());
      }
    }
  }

  /// A token of another identity provider that the endpoint trusts for this client. It is read for
  /// every question, because Kubernetes writes a new one within the hour.
  record FederatedToken(Path file) implements ClientProof {
    @Override
    public Map<String, Secret> form(URI tokenUrl, Clock clock) throws UnusableException {
      String token;
      try {
        token = Files.readString(file).strip();
      } catch (IOException e) {
        throw new UnusableException("the file " + file + " cannot be read");
      }
      if (token.isEmpty()) {
        throw new UnusableException("the file " + file + " is empty");
      }
      return assertion(token);
    }
  }

  private static Map<String, Secret> assertion(String jwt) {
    return Map.of(
        "client_assertion_type",
        new Secret("urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
        "client_assertion",
        new Secret(jwt));
  }
}
