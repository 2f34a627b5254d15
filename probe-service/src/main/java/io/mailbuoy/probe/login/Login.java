package io.mailbuoy.probe.login;

import io.mailbuoy.contracts.config.Secret;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.probe.token.TokenOutcome;
import io.mailbuoy.probe.wire.Attempt;
import io.mailbuoy.probe.wire.Endpoint;
import io.mailbuoy.probe.wire.FaultException;
import io.mailbuoy.probe.wire.Redaction;
import java.util.List;

/// How to get in, with everything at hand that it needs.
public sealed interface Login {
  /// Nobody logs in.
  record None() implements Login {}

  /// A user and a password.
  record Password(String user, Secret password, Credentials.Way way) implements Login {
    /// The same as a SASL exchange.
    public SaslExchange plain() {
      return SaslExchange.plain(user, password);
    }
  }

  /// A token in its SASL exchange.
  record Sasl(SaslExchange exchange) implements Login {}

  /// Gets ready, with the phase `token` where a token is needed, and tells the attempt what must
  /// not be repeated.
  ///
  /// @param endpoint whom the login is for
  static Login prepare(Credentials credentials, Endpoint endpoint, Attempt attempt)
      throws FaultException {
    return switch (credentials) {
      case Credentials.None _ -> new None();
      case Credentials.Password(var user, var password, var way) -> {
        Password login = new Password(user, password, way);
        attempt.secrets(
            Redaction.of(List.of(password.reveal(), login.plain().response().reveal())));
        yield login;
      }
      case Credentials.Token(var user, var tokens, var scope, var mechanism) -> {
        attempt.begin(Phase.TOKEN);
        yield switch (tokens.get(scope, attempt.deadline())) {
          case TokenOutcome.Refused(var fault) -> throw new FaultException(fault);
          case TokenOutcome.Granted(var token, var _) -> {
            SaslExchange exchange =
                switch (mechanism) {
                  case XOAUTH2 -> SaslExchange.xoauth2(user, token);
                  case OAUTHBEARER -> SaslExchange.oauthBearer(user, token, endpoint);
                };
            attempt.secrets(Redaction.of(List.of(token.reveal(), exchange.response().reveal())));
            yield new Sasl(exchange);
          }
        };
      }
    };
  }
}
