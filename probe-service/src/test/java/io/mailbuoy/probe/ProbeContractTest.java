package io.mailbuoy.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.config.ConfigFile;
import io.mailbuoy.contracts.config.MailbuoyConfig;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.contracts.event.Protocol;
import io.mailbuoy.probe.graph.Issues;
import io.mailbuoy.probe.graph.KnownIncidents;
import io.mailbuoy.probe.graph.News;
import io.mailbuoy.probe.graph.RequestBudget;
import io.mailbuoy.probe.graph.ServiceHealthProbe;
import io.mailbuoy.probe.statuspage.StatusFeedProbe;
import io.mailbuoy.probe.token.Scope;
import io.mailbuoy.probe.token.TokenProbe;
import io.mailbuoy.probe.wire.Observation;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What every probe must stand: whatever the server does, it ends in time, does not throw, and
/// names the phase that failed.
class ProbeContractTest {
  private static final Duration TIMEOUT = Duration.ofMillis(400);
  private static final Duration GRACE = Duration.ofMillis(1_500);

  /// What is probed, by its URL. `entra` and `graph` are the controls of a tenant.
  private static final List<String> KINDS =
      List.of(
          "imap",
          "imaps",
          "imap-plain",
          "imap-password",
          "pop3",
          "pop3s",
          "pop3-password",
          "smtp",
          "smtps",
          "smtp-plain",
          "smtp-password",
          "http",
          "https",
          "dns",
          "graph-mailbox",
          "round-trip",
          "entra",
          "graph",
          "status-feed");

  static Stream<Arguments> all() {
    return KINDS.stream()
        .flatMap(kind ->
            Arrays.stream(RudeServer.Manner.values()).map(manner -> Arguments.of(kind, manner)));
  }

  @ParameterizedTest(name = "{0} against {1}")
  @MethodSource("all")
  void it_ends_in_time_without_an_exception_and_names_the_phase(
      String kind, RudeServer.Manner manner) throws IOException {
    try (RudeServer server = new RudeServer(manner);
        Toolbox tools = new Toolbox(config(server.port()).tenants(), Clock.systemUTC())) {
      Probe probe = probe(kind, server.port(), tools);
      long began = System.nanoTime();

      Observation seen = probe.observe();

      Duration took = Duration.ofNanos(System.nanoTime() - began);
      assertThat(took).isLessThan(TIMEOUT.plus(GRACE));
      assertThat(seen.end()).isInstanceOf(Observation.Failed.class);
      Observation.Failed failed = (Observation.Failed) seen.end();
      assertThat(failed.phase()).isNotEqualTo(Phase.UNKNOWN);
      assertThat(seen.phases().getLast().phase().value()).isEqualTo(failed.phase());
      assertThat(failed.fault().kind()).isIn(expected(kind, manner));
    }
  }

  private static Set<FailureKind> expected(String kind, RudeServer.Manner manner) {
    if (kind.equals("dns")) {
      return EnumSet.of(FailureKind.DNS_FAILURE); // nobody listens for datagrams
    }
    if (kind.equals("entra") || kind.startsWith("graph")) {
      return EnumSet.of(FailureKind.TOKEN_UNAVAILABLE);
    }
    if (kind.equals("status-feed") && manner != RudeServer.Manner.CLOSED) {
      return EnumSet.of(FailureKind.TIMEOUT, FailureKind.DISCONNECTED);
    }
    return switch (manner) {
      case SILENT -> EnumSet.of(FailureKind.TIMEOUT);
      case TRICKLE, GARBAGE ->
          EnumSet.of(FailureKind.TIMEOUT, FailureKind.TLS_FAILURE, FailureKind.PROTOCOL_ERROR);
      case SLAM, RESET -> EnumSet.of(FailureKind.DISCONNECTED);
      case FLOOD ->
          EnumSet.of(FailureKind.TIMEOUT, FailureKind.TLS_FAILURE, FailureKind.PROTOCOL_ERROR);
      case CLOSED -> EnumSet.of(FailureKind.CONNECT_REFUSED);
    };
  }

  private static Probe probe(String kind, int port, Toolbox tools) {
    return switch (kind) {
      case "entra" ->
          new TokenProbe(tools.network(), tools.tokens("contoso"), Scope.OUTLOOK, TIMEOUT);
      case "graph" -> graph(port, tools);
      case "status-feed" -> statusFeed(port, tools);
      default -> {
        String id = kind;
        var target =
            config(port).targets().stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow();
        yield switch (Protocols.probeFor(target, tools)) {
          case Protocols.Choice.Found(Watched watched) -> {
            assertThat(watched.target().protocol().is(Protocol.UNKNOWN)).isFalse();
            yield watched.probe();
          }
          case Protocols.Choice.None(String reason) -> throw new AssertionError(reason);
        };
      }
    };
  }

  private static Probe graph(int port, Toolbox tools) {
    Clock clock = Clock.systemUTC();
    RequestBudget budget = new RequestBudget(clock);
    return new ServiceHealthProbe(
        tools.network(),
        tools.tokens("contoso"),
        new Issues(tools.web(), "http://localhost:" + port, budget, clock),
        Optional.empty(),
        budget,
        new News("contoso", new KnownIncidents(), incident -> {}, clock),
        clock,
        TIMEOUT);
  }

  private static Probe statusFeed(int port, Toolbox tools) {
    return new StatusFeedProbe(
        tools.network(),
        tools.web(),
        URI.create("http://localhost:" + port + "/feed"),
        new News("contoso", new KnownIncidents(), incident -> {}, Clock.systemUTC()),
        Clock.systemUTC(),
        TIMEOUT);
  }

  private static MailbuoyConfig config(int port) {
    String text =
        """
        mailbuoy:
          tenants:
            contoso: {directory-id: d, client-id: c, client-secret: s, token-url: "http://localhost:@/t"}
          targets:
            - {id: imap, service: s, url: "imap://localhost:@", timeout: 400ms}
            - {id: imaps, service: s, url: "imaps://localhost:@", timeout: 400ms}
            - {id: imap-plain, service: s, url: "imap://localhost:@", timeout: 400ms, tls: {mode: none}}
            - {id: imap-password, service: s, url: "imap://localhost:@", timeout: 400ms, user: u, password: p, tls: {mode: none}}
            - {id: pop3, service: s, url: "pop3://localhost:@", timeout: 400ms}
            - {id: pop3s, service: s, url: "pop3s://localhost:@", timeout: 400ms}
            - {id: pop3-password, service: s, url: "pop3://localhost:@", timeout: 400ms, user: u, password: p, tls: {mode: none}}
            - {id: smtp, service: s, url: "smtp://localhost:@", timeout: 400ms}
            - {id: smtps, service: s, url: "smtps://localhost:@", timeout: 400ms}
            - {id: smtp-plain, service: s, url: "smtp://localhost:@", timeout: 400ms, tls: {mode: none}}
            - {id: smtp-password, service: s, url: "smtp://localhost:@", timeout: 400ms, user: u, password: p, tls: {mode: none}}
            - {id: http, service: s, url: "http://localhost:@/", timeout: 400ms}
            - {id: dns, service: s, url: "dns://localhost:@/name.example", timeout: 400ms}
            - {id: graph-mailbox, tenant: contoso, service: s, url: "http://localhost:@/v1.0", protocol: graph, user: u, timeout: 400ms}
            - {id: round-trip, service: s, url: "imaps://localhost:@", timeout: 400ms, user: u, password: p, round-trip: {smtp: "smtps://localhost:@", from: "a\\x40b.c", to: "a\\x40b.c"}}
            - {id: https, service: s, url: "https://localhost:@/", timeout: 400ms}
        """
            .replace("@", Integer.toString(port));
    return ConfigFile.parse("test", text, Map.of()).typed();
  }
}
