package io.mailbuoy.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.standalone.broker.EmbeddedBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `docs/reference/metrics.md` says that the services measure is there when they are asked.
/// The tables that are made from code need no such look.
class MetricsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z_]+)` \\|");

  @TempDir Path folder;

  @Test
  void whatTheDocumentNamesIsMeasured() throws IOException {
    Map<String, Integer> ports = new HashMap<>();
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("data"));
        Receivers receivers = Receivers.start()) {
      var _ = broker.createTopics();
      Path config = Files.writeString(folder.resolve("mailbuoy.yaml"), configuration(receivers));
      Map<String, ServiceProcess> services = new HashMap<>();
      try {
        for (String service : Set.of("probe-service", "classifier-service", "notifier-service")) {
          ports.put(service, freePort());
          Map<String, String> environment = new HashMap<>(Line.secrets(receivers));
          environment.put("QUARKUS_HTTP_PORT", String.valueOf(ports.get(service)));
          services.put(
              service,
              ServiceProcess.start(
                  service, "192m", config, broker.bootstrapServers(), environment));
        }
        Awaitility.await("an alert is told")
            .atMost(PATIENCE)
            .until(() -> receivers.told().pagerDuty().alerts() > 0);
        ports.forEach((service, port) ->
            Awaitility.await(service + " measures what the document says")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(measured(port)).containsAll(documented(service))));
      } finally {
        services.values().forEach(ServiceProcess::close);
      }
    }
  }

  private static String configuration(Receivers receivers) throws IOException {
    return """
    mailbuoy:
      location: test
      probe: {retries: 1, retry-delay: 500ms}
      targets:
        - {id: a, service: own-mail, url: "imap://127.0.0.1:%d", interval: 1s, timeout: 2s}
    """
            .formatted(freePort())
        + receivers.configuration();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Set<String> measured(int port) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      String text =
          client
              .send(
                  HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/q/metrics"))
                      .build(),
                  HttpResponse.BodyHandlers.ofString())
              .body();
      Set<String> names = new TreeSet<>();
      text.lines()
          .filter(line -> !line.startsWith("#"))
          .forEach(line -> names.add(line.split("[{ ]", 2)[0]));
      return names;
    }
  }

  /// The names as Prometheus sees them, which the document uses for what frameworks measure.
  private static Set<String> documented(String service) throws IOException {
    String document = Files.readString(MailbuoyProcess.root().resolve("docs/reference/metrics.md"));
    Set<String> names = new TreeSet<>();
    for (String section : Set.of(service, "every-service")) {
      String begin = "<!-- measured: " + section + " -->";
      int at = document.indexOf(begin);
      if (at < 0) {
        continue;
      }
      Matcher rows = ROW.matcher(document.substring(at, document.indexOf("<!-- end -->", at)));
      while (rows.find()) {
        names.add(rows.group(1));
      }
    }
    assertThat(names).as("what " + service + " measures").isNotEmpty();
    return names;
  }
}
