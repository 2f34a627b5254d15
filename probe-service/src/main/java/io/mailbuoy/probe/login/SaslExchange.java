package io.mailbuoy.probe.login;

import io.mailbuoy.contracts.config.Secret;
import io.mailbuoy.probe.wire.Endpoint;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// A SASL mechanism of one message: everything is said at once, and a server that asks again does
/// so to tell why it refuses.
///
/// @param mechanism its name in the protocol
/// @param response the message, as it is before base64
/// @param acknowledgement what is said, in base64, to a server that has told why it refuses; only
///   then it ends the exchange
public record SaslExchange(String mechanism, Secret response, String acknowledgement) {
  private static final int LONGEST_REASON = 500;

  /// [RFC 4616](https://www.rfc-editor.org/rfc/rfc4616). The message holds the user twice and is
  /// never refused with a reason.
  static SaslExchange plain(String user, Secret password) {
    return new SaslExchange("PLAIN", new Secret("\0" + user + "\0" + password.reveal()), "*");
  }

  /// [Google's description](https://developers.google.com/workspace/gmail/imap/xoauth2-protocol),
  /// which Microsoft follows.
  static SaslExchange xoauth2(String user, Secret token) {
    return new SaslExchange(
        "XOAUTH2", new Secret("user=" + user + "\1auth=Bearer " + token.reveal() + "\1\1"), "");
  }

  /// [RFC 7628](https://www.rfc-editor.org/rfc/rfc7628#section-3.1), with its user escaped as RFC
  /// 5801 wants it.
  static SaslExchange oauthBearer(String user, Secret token, Endpoint endpoint) {
    String name = user.replace("=", "=3D").replace(",", "=2C");
    return new SaslExchange(
        "OAUTHBEARER",
        new Secret(
            "n,a=%s,\1host=%s\1port=%d\1auth=Bearer %s\1\1"
                .formatted(name, endpoint.host(), endpoint.port(), token.reveal())),
        "AQ==");
  }

  /// The message as it is sent.
  public String encoded() {
    return Base64.getEncoder().encodeToString(response.reveal().getBytes(StandardCharsets.UTF_8));
  }

  /// Why a server refuses, where what it asks with is an error that is meant to be read: JSON in
  /// base64, in XOAUTH2 and OAUTHBEARER alike.
  public static Optional<String> reason(String challenge) {
    try {
      String text =
          new String(Base64.getDecoder().decode(challenge.strip()), StandardCharsets.UTF_8);
      boolean readable = text.startsWith("{") && text.chars().noneMatch(Character::isISOControl);
      return Optional.of(text)
          .filter(_ -> readable)
          .map(json -> json.substring(0, Math.min(json.length(), LONGEST_REASON)));
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }
}
