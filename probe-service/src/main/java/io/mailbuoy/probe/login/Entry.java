package io.mailbuoy.probe.login;

import io.mailbuoy.contracts.config.Secret;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.probe.token.TokenOutcome;
import io.mailbuoy.probe.wire.Attempt;
import io.mailbuoy.probe.wire.FaultException;
import io.mailbuoy.probe.wire.Redaction;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/// [Credentials] with everything at hand that a login needs: where it takes a token, the token is
/// there. Its secrets are blotted out of the server's words from then on.
public sealed interface Entry {
  /// Nobody logs in.
  record Nobody() implements Entry {}

  /// @param user the mailbox or the account
  record Password(String user, Secret password) implements Entry {
    /// Whether a command of plain words can carry it.
    public boolean ascii() {
      return StandardCharsets.US_ASCII.newEncoder().canEncode(user + password.reveal());
    }

    /// SASL PLAIN, as in [RFC 4616](https://www.rfc-editor.org/rfc/rfc4616).
    public String plain() {
      return base64("\0" + user + "\0" + password.reveal());
    }
  }

  record Token(String user, Secret token) implements Entry {
    /// SASL XOAUTH2, as Google and Microsoft define it.
    public String xoauth2() {
      return base64(bearer(user, token.reveal()));
    }
  }

  /// Gets ready, with a phase of its own where a token must be had.
  ///
  /// @throws FaultException where there is no token
  static Entry ready(Credentials credentials, Attempt attempt) throws FaultException {
    return switch (credentials) {
      case Credentials.None _ -> new Nobody();
      case Credentials.Password(var user, var password) -> {
        String word = password.reveal();
        attempt.secrets(Redaction.of(List.of(word, "\0" + user + "\0" + word)));
        yield new Password(user, password);
      }
      case Credentials.Token(var user, var tokens, var scope) -> {
        attempt.begin(Phase.TOKEN);
        yield switch (tokens.get(scope, attempt.deadline())) {
          case TokenOutcome.Granted(var token, var _) -> {
            attempt.secrets(
                Redaction.of(List.of(token.reveal(), bearer(user, token.reveal()))));
            yield new Token(user, token);
          }
          case TokenOutcome.Refused(var fault) -> throw new FaultException(fault);
        };
      }
    };
  }

  /// A text as SASL sends it.
  static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String bearer(String user, String token) {
    return "user=" + user + "\1auth=Bearer " + token + "\1\1";
  }
}
