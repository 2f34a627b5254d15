package io.mailbuoy.testbed;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mailbuoy.testbed.LoopbackHttp.Answer;
import io.mailbuoy.testbed.LoopbackHttp.Request;
import java.net.URI;

/// Where a mail server asks whether a token holds, and whose it is: [RFC
/// 7662](https://www.rfc-editor.org/rfc/rfc7662). Every token here is one user's.
public final class TokenIntrospection implements AutoCloseable {
  private final TokenAuthority tokens;
  private final String user;
  private final LoopbackHttp http = new LoopbackHttp("introspection", null, this::answer);

  private TokenIntrospection(TokenAuthority tokens, String user) {
    this.tokens = tokens;
    this.user = user;
  }

  /// Starts on loopback.
  public static TokenIntrospection start(TokenAuthority tokens, String user) {
    TokenIntrospection started = new TokenIntrospection(tokens, user);
    started.http.start();
    return started;
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + http.port() + "/introspect");
  }

  @Override
  public void close() {
    http.close();
  }

  private Answer answer(Request request) {
    String token = FormData.read(request.body()).getOrDefault("token", "");
    ObjectNode answer = Json.object();
    boolean active = tokens.valid(token);
    answer.put("active", active);
    if (active) {
      answer.put("username", user);
    }
    return Answer.json(200, answer);
  }
}
