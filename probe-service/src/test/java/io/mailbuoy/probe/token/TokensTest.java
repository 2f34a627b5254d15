package io.mailbuoy.probe.token;

import static io.mailbuoy.contracts.event.FailureKind.THROTTLED;
import static io.mailbuoy.contracts.event.FailureKind.TOKEN_POLICY;
import static io.mailbuoy.contracts.event.FailureKind.TOKEN_REJECTED;
import static io.mailbuoy.contracts.event.FailureKind.TOKEN_UNAVAILABLE;
import static io.mailbuoy.contracts.event.FailureKind.UNKNOWN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.mailbuoy.contracts.config.Secret;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.probe.http.Web;
import io.mailbuoy.probe.token.TokenOutcome.Granted;
import io.mailbuoy.probe.token.TokenOutcome.Origin;
import io.mailbuoy.probe.token.TokenOutcome.Refused;
import io.mailbuoy.probe.wire.Deadline;
import io.mailbuoy.probe.wire.Deadlines;
import io.mailbuoy.testbed.EntraFault;
import io.mailbuoy.testbed.MicrosoftCloud;
import io.mailbuoy.testbed.TokenAuthority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TokensTest {
  private static final String SECRET = "s3cret~of.the-client";

  private static Deadlines deadlines;
  private static Web web;
  private static MicrosoftCloud cloud;
  private final AtomicLong nanos = new AtomicLong();
  private Tokens tokens;
  private int asked;

  @BeforeAll
  static void open() {
    deadlines = new Deadlines();
    web = new Web();
    cloud = MicrosoftCloud.start(new TokenAuthority());
    cloud.addClient("client", SECRET);
  }

  @AfterAll
  static void close() {
    cloud.close();
    web.close();
    deadlines.close();
  }

  @BeforeEach
  void healthy() {
    cloud.entra().clear();
    cloud.tokenLifetime(Duration.ofHours(1));
    tokens = tokensOf(SECRET);
    asked = cloud.tokenRequests();
  }

  @Test
  void a_token_is_asked_for_once_and_used_until_shortly_before_its_end() {
    Granted first = granted(get(Scope.OUTLOOK));
    assertThat(first.origin()).isEqualTo(Origin.ISSUER);
    nanos.addAndGet(Duration.ofMinutes(54).toNanos());
    Granted second = granted(get(Scope.OUTLOOK));
    assertThat(second.origin()).isEqualTo(Origin.CACHE);
    assertThat(second.token()).isEqualTo(first.token());
    nanos.addAndGet(Duration.ofMinutes(2).toNanos());
    assertThat(granted(get(Scope.OUTLOOK)).token()).isNotEqualTo(first.token());
    assertThat(requests()).isEqualTo(2);
  }

  @Test
  void each_scope_has_its_own() {
    assertThat(granted(get(Scope.OUTLOOK)).token()).isNotEqualTo(granted(get(Scope.GRAPH)).token());
    assertThat(requests()).isEqualTo(2);
  }

  @Test
  void many_who_need_one_at_once_ask_once() throws ExecutionException, InterruptedException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<TokenOutcome>> all =
          IntStream.range(0, 50).mapToObj(i -> threads.submit(() -> get(Scope.OUTLOOK))).toList();
      for (Future<TokenOutcome> each : all) {
        assertThat(each.get()).isInstanceOf(Granted.class);
      }
    }
    assertThat(requests()).isEqualTo(1);
  }

  @Test
  void an_issuer_that_asks_to_be_left_alone_is_whoever_needs_a_token() throws IOException {
    AtomicInteger questions = new AtomicInteger();
    HttpServer issuer =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    issuer.createContext(
        "/",
        exchange -> {
          questions.incrementAndGet();
          byte[] body =
              "{\"error\":\"temporarily_unavailable\",\"error_codes\":[50196]}".getBytes(UTF_8);
          exchange.getResponseHeaders().add("Retry-After", "120");
          exchange.sendResponseHeaders(429, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    issuer.start();
    try {
      tokens = tokensOf(SECRET, URI.create("http://127.0.0.1:" + issuer.getAddress().getPort()));
      assertThat(get(Scope.OUTLOOK)).isInstanceOf(Refused.class);
      nanos.addAndGet(Duration.ofSeconds(119).toNanos());
      assertThat(get(Scope.OUTLOOK))
          .isInstanceOfSatisfying(
              Refused.class, refused -> assertThat(refused.fault().kind()).isEqualTo(THROTTLED));
      assertThat(get(Scope.GRAPH)).isInstanceOf(Refused.class);
      assertThat(renew()).isInstanceOf(Refused.class);
      assertThat(questions).hasValue(1);
      nanos.addAndGet(Duration.ofSeconds(2).toNanos());
      get(Scope.OUTLOOK);
      assertThat(questions).hasValue(2);
    } finally {
      issuer.stop(0);
    }
  }

  @Test
  void a_new_one_takes_the_place_of_the_old() {
    Granted old = granted(get(Scope.OUTLOOK));
    Granted renewed = granted(renew());
    assertThat(renewed.token()).isNotEqualTo(old.token());
    assertThat(granted(get(Scope.OUTLOOK)).token()).isEqualTo(renewed.token());
  }

  @Test
  void a_refusal_does_not_take_away_a_token_that_still_works() {
    Granted old = granted(get(Scope.OUTLOOK));
    cloud.entra().set(new EntraFault.Unavailable());
    assertThat(renew()).isInstanceOf(Refused.class);
    assertThat(granted(get(Scope.OUTLOOK)).token()).isEqualTo(old.token());
  }

  @Test
  void a_refusal_stands_for_a_moment_only() {
    cloud.entra().set(new EntraFault.Unavailable());
    get(Scope.OUTLOOK);
    get(Scope.OUTLOOK);
    assertThat(requests()).isEqualTo(1);
    cloud.entra().clear();
    nanos.addAndGet(Duration.ofSeconds(3).toNanos());
    assertThat(get(Scope.OUTLOOK)).isInstanceOf(Granted.class);
  }

  @Test
  void a_distrusted_token_is_replaced_when_it_is_old_enough() {
    Granted old = granted(get(Scope.GRAPH));
    tokens.distrust(Scope.GRAPH);
    assertThat(granted(get(Scope.GRAPH)).token()).isEqualTo(old.token());
    nanos.addAndGet(Duration.ofMinutes(6).toNanos());
    tokens.distrust(Scope.GRAPH);
    assertThat(granted(get(Scope.GRAPH)).token()).isNotEqualTo(old.token());
  }

  static Stream<Arguments> errors() {
    return Stream.of(
        Arguments.of(new EntraFault.Error(401, "invalid_client", 7000222), TOKEN_REJECTED, false),
        Arguments.of(new EntraFault.Error(401, "invalid_client", 7000215), TOKEN_REJECTED, false),
        Arguments.of(
            new EntraFault.Error(400, "unauthorized_client", 700016), TOKEN_REJECTED, false),
        Arguments.of(new EntraFault.Error(400, "invalid_client", 999999), TOKEN_REJECTED, false),
        Arguments.of(new EntraFault.Error(400, "invalid_grant", 53003), TOKEN_POLICY, false),
        Arguments.of(new EntraFault.Error(400, "interaction_required", 50076), TOKEN_POLICY, false),
        Arguments.of(
            new EntraFault.Error(400, "unauthorized_client", 7000112), TOKEN_POLICY, false),
        Arguments.of(new EntraFault.Error(400, "invalid_request", 50196), THROTTLED, false),
        Arguments.of(new EntraFault.Error(400, "invalid_request", 90033), TOKEN_UNAVAILABLE, true),
        Arguments.of(new EntraFault.Error(503, "new_word", 999999), TOKEN_UNAVAILABLE, true),
        Arguments.of(new EntraFault.Error(400, "new_word", 999999), UNKNOWN, true),
        Arguments.of(new EntraFault.Unavailable(), TOKEN_UNAVAILABLE, true),
        Arguments.of(new EntraFault.Html(), TOKEN_UNAVAILABLE, true));
  }

  @ParameterizedTest
  @MethodSource("errors")
  void the_oauth_error_decides_and_entras_number_refines(
      EntraFault fault, FailureKind kind, boolean retryable) {
    cloud.entra().set(fault);
    Refused refused = refused(get(Scope.OUTLOOK));
    assertThat(refused.fault().kind()).isEqualTo(kind);
    assertThat(refused.fault().retryable()).isEqualTo(retryable);
    if (fault instanceof EntraFault.Error(int _, String error, int code)) {
      assertThat(refused.fault().serverText()).startsWith(error + ": AADSTS" + code);
    }
  }

  @Test
  void who_waits_for_a_silent_issuer_gives_up_at_his_own_deadline() {
    cloud.entra().set(new EntraFault.Hang());
    long began = System.nanoTime();
    try (Deadline deadline = deadlines.in(Duration.ofMillis(200))) {
      assertThat(refused(tokens.get(Scope.OUTLOOK, deadline)).fault().kind())
          .isEqualTo(TOKEN_UNAVAILABLE);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .isBetween(Duration.ofMillis(200), Duration.ofSeconds(2));
  }

  @Test
  void a_wrong_secret_is_rejected_and_not_repeated() {
    Refused refused;
    try (Deadline deadline = deadlines.in(Duration.ofSeconds(5))) {
      refused = refused(tokensOf("wrong-secret").get(Scope.OUTLOOK, deadline));
    }
    assertThat(refused.fault().kind()).isEqualTo(TOKEN_REJECTED);
    assertThat(refused.fault().serverText()).startsWith("invalid_client: AADSTS7000215");
    assertThat(refused.toString()).doesNotContain("wrong-secret");
  }

  private Tokens tokensOf(String secret) {
    return tokensOf(secret, URI.create(cloud.tokenUrl("directory")));
  }

  private Tokens tokensOf(String secret, URI issuer) {
    return new Tokens(
        new TokenEndpoint(
            web,
            issuer,
            "client",
            new ClientProof.SharedSecret(new Secret(secret)),
            EntraErrors.load(),
            Clock.systemUTC()),
        nanos::get);
  }

  private TokenOutcome get(Scope scope) {
    try (Deadline deadline = deadlines.in(Duration.ofSeconds(5))) {
      return tokens.get(scope, deadline);
    }
  }

  private TokenOutcome renew() {
    try (Deadline deadline = deadlines.in(Duration.ofSeconds(5))) {
      return tokens.renew(Scope.OUTLOOK, deadline);
    }
  }

  private int requests() {
    return cloud.tokenRequests() - asked;
  }

  private static Granted granted(TokenOutcome outcome) {
    assertThat(outcome).isInstanceOf(Granted.class);
    return (Granted) outcome;
  }

  private static Refused refused(TokenOutcome outcome) {
    assertThat(outcome).isInstanceOf(Refused.class);
    return (Refused) outcome;
  }
}
