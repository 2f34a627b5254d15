package io.mailbuoy.probe.token;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.mailbuoy.contracts.config.Secret;
import io.mailbuoy.probe.http.Web;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Whatever a token endpoint answers, it is a token or a fault.
public class TokenFuzz {
  private static final Secret SECRET = new Secret("client-secret");

  @FuzzTest(maxDuration = "10m")
  public void answer(byte[] said) {
    int status = said.length == 0 ? 200 : 100 + Math.floorMod(said[0], 500);
    String body =
        new String(
            said, Math.min(1, said.length), Math.max(0, said.length - 1), StandardCharsets.UTF_8);
    try (Web web = new Web()) {
      TokenEndpoint endpoint =
          new TokenEndpoint(
              web,
              URI.create("https://login.example.org/token"),
              "client",
              new ClientProof.SharedSecret(SECRET),
              EntraErrors.load(),
              Clock.systemUTC());
      for (int each : new int[] {status, 200, 400}) {
        HttpHeaders headers =
            HttpHeaders.of(Map.of("Retry-After", List.of(body)), (name, value) -> true);
        switch (endpoint.read(new Web.Reply.Answer(each, headers, body), List.of(SECRET))) {
          case TokenEndpoint.Answer.Issued(var token, var lifetime) -> {
            Objects.requireNonNull(token);
            if (lifetime.isNegative()) {
              throw new AssertionError("a token that ends before it begins");
            }
          }
          case TokenEndpoint.Answer.Failed(var fault) -> Objects.requireNonNull(fault.kind());
        }
      }
    }
  }
}
