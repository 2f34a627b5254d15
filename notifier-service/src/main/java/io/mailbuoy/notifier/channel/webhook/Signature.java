package io.mailbuoy.notifier.channel.webhook;

import io.mailbuoy.contracts.config.Secret;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signs requests as <https://www.standardwebhooks.com> has it, for which there are libraries in
/// most languages: HMAC-SHA256 over id, time and body, so that a receiver can tell a request of
/// ours from any other, and an old one that is sent again from a new one.
final class Signature {
  private static final String PREFIX = "whsec_";

  private final Secret secret;
  private final byte[] key;

  private Signature(Secret secret, byte[] key) {
    this.secret = secret;
    this.key = key;
  }

  /// @param secret `whsec_` and the key in Base64, or any text, which then is the key itself
  /// @throws IllegalArgumentException where `whsec_` is followed by something else than Base64
  static Signature with(Secret secret) {
    String text = secret.reveal();
    if (!text.startsWith(PREFIX)) {
      return new Signature(secret, text.getBytes(StandardCharsets.UTF_8));
    }
    try {
      return new Signature(secret, Base64.getDecoder().decode(text.substring(PREFIX.length())));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("must be Base64 after " + PREFIX, e);
    }
  }

  /// The value of the header `webhook-signature`.
  String of(String id, Instant at, byte[] body) {
    ByteArrayOutputStream signed = new ByteArrayOutputStream();
    signed.writeBytes((id + "." + at.getEpochSecond() + ".").getBytes(StandardCharsets.UTF_8));
    signed.writeBytes(body);
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed.toByteArray()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }

  @Override
  public String toString() {
    return secret.toString();
  }
}
