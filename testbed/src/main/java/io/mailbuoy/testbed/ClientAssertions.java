package io.mailbuoy.testbed;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/// What Entra demands of a `client_assertion`: signed by a certificate that the client has
/// registered, or by another identity provider that it trusts for the client.
final class ClientAssertions {
  static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

  private static final String EXCHANGE = "api://AzureADTokenExchange";
  private static final int BAD_SIGNATURE = 700027;
  private static final int BAD_TIME = 700024;
  private static final int BAD_AUDIENCE = 700023;
  private static final int NO_FEDERATION = 70021;
  private static final int UNREADABLE = 50027;

  private final Map<String, X509Certificate> certificates = new ConcurrentHashMap<>();
  private final Map<String, Federation> federations = new ConcurrentHashMap<>();

  private record Federation(String issuer, String subject, PublicKey key) {}

  void certificate(String clientId, X509Certificate certificate) {
    certificates.put(clientId, certificate);
  }

  void federation(String clientId, String issuer, String subject, PublicKey key) {
    federations.put(clientId, new Federation(issuer, subject, key));
  }

  boolean knows(String clientId) {
    return certificates.containsKey(clientId) || federations.containsKey(clientId);
  }

  /// The number of Entra's error, or empty where the assertion holds.
  OptionalInt fault(String clientId, String assertion, String tokenUrl) {
    String[] parts = assertion.split("\\.", -1);
    if (parts.length != 3) {
      return OptionalInt.of(UNREADABLE);
    }
    try {
      JsonNode header = part(parts[0]);
      JsonNode claims = part(parts[1]);
      X509Certificate certificate = certificates.get(clientId);
      String issuer = claims.path("iss").asText();
      if (certificate != null && issuer.equals(clientId)) {
        boolean named = header.path("x5t#S256").asText().equals(thumbprint(certificate));
        if (!named || !signed(parts, header, certificate.getPublicKey())) {
          return OptionalInt.of(BAD_SIGNATURE);
        }
        return claimsFault(claims, clientId, tokenUrl);
      }
      Federation federation = federations.get(clientId);
      if (federation == null || !issuer.equals(federation.issuer())) {
        return OptionalInt.of(NO_FEDERATION);
      }
      return signed(parts, header, federation.key())
          ? claimsFault(claims, federation.subject(), EXCHANGE)
          : OptionalInt.of(BAD_SIGNATURE);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return OptionalInt.of(UNREADABLE);
    }
  }

  private static OptionalInt claimsFault(JsonNode claims, String subject, String audience) {
    long now = Instant.now().getEpochSecond();
    if (!claims.path("aud").asText().equals(audience)) {
      return OptionalInt.of(BAD_AUDIENCE);
    }
    if (claims.path("exp").asLong() <= now || claims.path("nbf").asLong() > now) {
      return OptionalInt.of(BAD_TIME);
    }
    return claims.path("sub").asText().equals(subject)
        ? OptionalInt.empty()
        : OptionalInt.of(NO_FEDERATION);
  }

  private static boolean signed(String[] parts, JsonNode header, PublicKey key)
      throws GeneralSecurityException {
    Signature signature =
        switch (header.path("alg").asText()) {
          case "PS256" -> {
            Signature pss = Signature.getInstance("RSASSA-PSS");
            pss.setParameter(
                new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
            yield pss;
          }
          case "RS256" -> Signature.getInstance("SHA256withRSA");
          case "ES256" -> Signature.getInstance("SHA256withECDSAinP1363Format");
          default -> throw new GeneralSecurityException("no such algorithm is taken");
        };
    signature.initVerify(key);
    signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
    return signature.verify(Base64.getUrlDecoder().decode(parts[2]));
  }

  private static JsonNode part(String base64) {
    return Json.read(new String(Base64.getUrlDecoder().decode(base64), StandardCharsets.UTF_8));
  }

  private static String thumbprint(X509Certificate certificate) throws GeneralSecurityException {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
  }
}
