package io.mailbuoy.probe.token;

import io.mailbuoy.contracts.config.ClientCertificate;
import io.mailbuoy.contracts.event.Json;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

/// A JWT with which a client says who it is, as in [RFC
/// 7523](https://www.rfc-editor.org/rfc/rfc7523#section-3) and in [Entra's
/// form](https://learn.microsoft.com/entra/identity-platform/certificate-credentials): PS256 and
/// the certificate's SHA-256 thumbprint.
final class ClientAssertion {
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
  private static final Duration LIFETIME = Duration.ofMinutes(10);
  private static final int SALT = 32;

  private ClientAssertion() {}

  static String signed(ClientCertificate pair, String clientId, URI audience, Instant now) {
    boolean elliptic = pair.key().getAlgorithm().equals("EC");
    try {
      String content =
          part(header(pair, elliptic ? "ES256" : "PS256"))
              + "."
              + part(claims(clientId, audience, now));
      Signature signature = signature(elliptic);
      signature.initSign(pair.key());
      signature.update(content.getBytes(StandardCharsets.US_ASCII));
      return content + "." + BASE64.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this key was good for a signature a moment ago", e);
    }
  }

  private static String header(ClientCertificate pair, String algorithm)
      throws GeneralSecurityException {
    byte[] thumbprint =
        MessageDigest.getInstance("SHA-256").digest(pair.certificate().getEncoded());
    return Json.mapper()
        .createObjectNode()
        .put("alg", algorithm)
        .put("typ", "JWT")
        .put("x5t#S256", BASE64.encodeToString(thumbprint))
        .toString();
  }

  private static String claims(String clientId, URI audience, Instant now) {
    return Json.mapper()
        .createObjectNode()
        .put("aud", audience.toString())
        .put("iss", clientId)
        .put("sub", clientId)
        .put("jti", UUID.randomUUID().toString())
        .put("iat", now.getEpochSecond())
        .put("nbf", now.getEpochSecond())
        .put("exp", now.plus(LIFETIME).getEpochSecond())
        .toString();
  }

  private static Signature signature(boolean elliptic) throws GeneralSecurityException {
    if (elliptic) {
      return Signature.getInstance("SHA256withECDSAinP1363Format");
    }
    Signature pss = Signature.getInstance("RSASSA-PSS");
    pss.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, SALT, 1));
    return pss;
  }

  private static String part(String json) {
    return BASE64.encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }
}
