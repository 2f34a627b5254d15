package io.mailbuoy.benchmarks.probecpu;

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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Debian's prometheus-blackbox-exporter, asked as Prometheus asks it: one request over HTTP for
/// each probe, over connections that are kept. The requests are part of what it costs.
final class BlackboxExporter implements Contender, AutoCloseable {
  static final Path PROGRAM = Path.of("/usr/bin/prometheus-blackbox-exporter");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Process process;
  private final URI root;
  private final String probe;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private BlackboxExporter(Process process, URI root, Mailbox mailbox) {
    this.process = process;
    this.root = root;
    this.probe =
        "/probe?module=imap&target=%s:%d"
            .formatted(mailbox.url().getHost(), mailbox.url().getPort());
  }

  /// @param folder where its configuration and its log are written
  static BlackboxExporter start(Path folder, Mailbox mailbox)
      throws IOException, InterruptedException {
    Path configuration =
        Files.writeString(
            folder.resolve("blackbox.yml"),
            """
            modules:
              imap:
                prober: tcp
                timeout: 30s
                tcp:
                  preferred_ip_protocol: ip4
                  tls: true
                  tls_config:
                    ca_file: %s
                    server_name: %s
                  query_response:
                    - expect: "^\\\\* OK"
                    - send: "a1 LOGIN %s %s"
                    - expect: "^a1 OK"
                    - send: "a2 EXAMINE INBOX"
                    - expect: "^a2 OK"
                    - send: "a3 LOGOUT"
                    - expect: "^a3 OK"
            """
                .formatted(
                    mailbox.trust(), mailbox.url().getHost(), mailbox.user(), mailbox.password()));
    URI root = URI.create("http://127.0.0.1:" + freePort());
    Process process =
        new ProcessBuilder(
                PROGRAM.toString(),
                "--config.file=" + configuration,
                "--web.listen-address=" + root.getAuthority())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("blackbox.log").toFile())
            .start();
    BlackboxExporter exporter = new BlackboxExporter(process, root, mailbox);
    exporter.awaitReady();
    return exporter;
  }

  private void awaitReady() throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!answers()) {
      if (process.waitFor(50, TimeUnit.MILLISECONDS) || System.nanoTime() - end >= 0) {
        throw new IllegalStateException(PROGRAM + " does not start");
      }
    }
  }

  private boolean answers() throws InterruptedException {
    try {
      return get("/-/healthy").statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public String name() {
    return "prometheus-blackbox-exporter";
  }

  /// The metrics of one probe.
  String probeOnce() throws IOException, InterruptedException {
    return get(probe).body();
  }

  @Override
  public Cost measure(int concurrency, Duration time) throws InterruptedException {
    return ask(probe, "probe_success 1", concurrency, time, 0).ifWell(name());
  }

  /// What a request costs that does nothing, at a given rate.
  Cost measureRequests(int concurrency, Duration time, double perSecond)
      throws InterruptedException {
    return ask("/-/healthy", "ealthy", concurrency, time, perSecond).ifWell("a request");
  }

  private Cost ask(String path, String good, int concurrency, Duration time, double perSecond)
      throws InterruptedException {
    AtomicLong asked = new AtomicLong();
    AtomicLong failed = new AtomicLong();
    long begin = System.nanoTime();
    long end = begin + time.toNanos();
    long pause = perSecond == 0 ? 0 : (long) (1e9 * concurrency / perSecond);
    long[] first;
    long[] second;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < concurrency; i++) {
        threads.execute(() -> {
          for (long next = begin; System.nanoTime() - end < 0; next += pause) {
            restUntil(next);
            failed.addAndGet(works(path, good) ? 0 : 1);
            asked.incrementAndGet();
          }
        });
      }
      restUntil(begin + time.toNanos() / 3);
      first = new long[] {System.nanoTime(), cpuNanos(), asked.get(), failed.get()};
      restUntil(end);
      second = new long[] {System.nanoTime(), cpuNanos(), asked.get(), failed.get()};
    }
    return new Cost(
        second[2] - first[2],
        second[3] - first[3],
        (second[0] - first[0]) / 1e9,
        (second[1] - first[1]) / 1e6);
  }

  private static void restUntil(long nanos) {
    while (System.nanoTime() - nanos < 0) {
      LockSupport.parkNanos(nanos - System.nanoTime());
    }
  }

  private boolean works(String path, String good) {
    try {
      return get(path).body().contains(good);
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(root.resolve(path)).timeout(Duration.ofSeconds(30)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /// As the kernel counts it for the process, in user mode and in the kernel.
  private long cpuNanos() {
    return process.info().totalCpuDuration().orElseThrow().toNanos();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    client.close();
    process.destroy();
  }
}
