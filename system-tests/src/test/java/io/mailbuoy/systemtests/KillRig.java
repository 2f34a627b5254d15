package io.mailbuoy.systemtests;

import io.mailbuoy.standalone.broker.EmbeddedBroker;
import io.mailbuoy.testbed.WebhookReceiver;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/// A broker, the three receivers, and a notifier that is killed.
final class KillRig implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final EmbeddedBroker broker;
  private final Receivers receivers;
  private final Path folder;
  private final AlertTopic alertTopic;
  private final AtomicReference<Watch> watch = new AtomicReference<>(new Watch("none", ""));
  private final List<String> alerts = new ArrayList<>();
  private final Map<String, Integer> killsOf = new TreeMap<>();
  private final Map<String, Integer> where = new TreeMap<>();
  private Process notifier;

  /// Waits for a receiver to hear of an alert.
  private record Watch(String receiver, String alert, CountDownLatch heard) {
    Watch(String receiver, String alert) {
      this(receiver, alert, new CountDownLatch(1));
    }
  }

  private KillRig(EmbeddedBroker broker, Receivers receivers, Path folder) throws IOException {
    this.broker = broker;
    this.receivers = receivers;
    this.folder = folder;
    this.alertTopic = new AlertTopic(broker.bootstrapServers());
    this.notifier = start();
    receivers.teams.onReceived(request -> heard("teams", request));
    receivers.pagerDuty.onReceived(request -> heard("pagerduty", request));
  }

  static KillRig start(Path folder) throws IOException {
    EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("data"));
    var _ = broker.createTopics();
    Receivers receivers = Receivers.start();
    Files.writeString(folder.resolve("mailbuoy.yaml"), "mailbuoy:\n" + receivers.configuration());
    return new KillRig(broker, receivers, folder);
  }

  private void heard(String receiver, WebhookReceiver.Received request) {
    Watch now = watch.get();
    if (now != null && now.receiver().equals(receiver) && request.body().contains(now.alert())) {
      now.heard().countDown();
    }
  }

  private Process start() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-jar",
                MailbuoyProcess.root()
                    .resolve("notifier-service/target/quarkus-app/quarkus-run.jar")
                    .toString())
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(folder.resolve("notifier.log").toFile()));
    builder.environment().put("MAILBUOY_CONFIG", folder.resolve("mailbuoy.yaml").toString());
    builder.environment().put("MAILBUOY_KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers());
    builder.environment().put("QUARKUS_HTTP_PORT", "0");
    builder.environment().put("QUARKUS_HTTP_HOST", "127.0.0.1");
    builder.environment().putAll(Line.secrets(receivers));
    return builder.start();
  }

  /// One alert that opens and ends, and a crash at some moment of that; sometimes another one while
  /// the notifier starts again. Returns when everybody knows of the end.
  void killDuring(String alert, Random random) throws IOException {
    alerts.add(alert);
    boolean endsBefore = random.nextInt(3) == 0;
    switch (random.nextInt(4)) {
      case 0 -> atTime(alert, endsBefore, random);
      case 1 -> whenHeard("pagerduty", alert, endsBefore, random);
      default -> whenHeard("teams", alert, endsBefore, random);
    }
    if (!endsBefore) {
      alertTopic.end(alert, "own-mail");
    }
    notifier = start();
    if (random.nextInt(4) == 0) {
      pause(Duration.ofMillis(random.nextInt(4_000)));
      kill(alert, "while it starts");
      notifier = start();
    }
    Awaitility.await("everybody knows that " + alert + " is over")
        .atMost(PATIENCE)
        .until(() -> lost(alert).isEmpty());
  }

  private void atTime(String alert, boolean endsBefore, Random random) {
    alertTopic.begin(alert, "own-mail");
    if (endsBefore) {
      alertTopic.end(alert, "own-mail");
    }
    pause(Duration.ofMillis(random.nextInt(1_500)));
    kill(alert, "at any time");
  }

  /// Within milliseconds of a request, which is before, while and after the receipt is written.
  private void whenHeard(String receiver, String alert, boolean endsBefore, Random random) {
    Watch now = new Watch(receiver, alert);
    watch.set(now);
    alertTopic.begin(alert, "own-mail");
    if (endsBefore) {
      alertTopic.end(alert, "own-mail");
    }
    try {
      if (!now.heard().await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError(receiver + " hears nothing of " + alert + ":\n" + log());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    pause(Duration.ofNanos(random.nextInt(20_000_000)));
    kill(alert, "after a request at " + receiver);
  }

  private static void pause(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() - end < 0) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  private void kill(String alert, String moment) {
    notifier.destroyForcibly();
    notifier.onExit().join();
    killsOf.merge(alert, 1, Integer::sum);
    where.merge(moment, 1, Integer::sum);
  }

  private String log() {
    try {
      List<String> lines = Files.readAllLines(folder.resolve("notifier.log"));
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
    } catch (IOException e) {
      return "nothing that can be read";
    }
  }

  /// What a receiver was told of one alert, in order: `begin`, `end`, or `both` in one message.
  private List<String> cards(String alert) {
    return receivers.teams.accepted().stream()
        .map(WebhookReceiver.Received::body)
        .filter(body -> body.contains(alert))
        .map(KillRig::kindOf)
        .toList();
  }

  private List<String> events(String alert) {
    return receivers.pagerDuty.accepted().stream()
        .filter(event -> event.json().path("dedup_key").asText().equals(alert))
        .map(
            event -> event.json().path("event_action").asText().equals("resolve") ? "end" : "begin")
        .toList();
  }

  private Stream<MimeMessage> mails(String alert) {
    return receivers.mail.received().stream()
        .filter(mail -> header(mail, "Subject").contains(alert));
  }

  private static String kindOf(String text) {
    if (text.contains("Began and already resolved")) {
      return "both";
    }
    return text.contains("Resolved") ? "end" : "begin";
  }

  private static String header(MimeMessage mail, String name) {
    try {
      String[] values = mail.getHeader(name);
      return values == null ? "" : String.join("", values);
    } catch (MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String textOf(MimeMessage mail) {
    return Receivers.textOf(mail);
  }

  private List<List<String>> stories(String alert) {
    return List.of(
        cards(alert),
        events(alert),
        mails(alert).map(KillRig::textOf).map(KillRig::kindOf).toList());
  }

  private List<String> lost(String alert) {
    return stories(alert).stream()
        .filter(
            story -> !story.contains("both") && !(story.contains("begin") && story.contains("end")))
        .map(story -> alert + ": " + story)
        .toList();
  }

  /// A story is in order where nothing begins after it has ended.
  private List<String> outOfOrder(String alert) {
    return stories(alert).stream()
        .filter(story -> {
          List<String> ends = story.stream().dropWhile("begin"::equals).toList();
          boolean startsWell = story.getFirst().equals("begin") || story.getFirst().equals("both");
          return !startsWell || ends.contains("begin") || ends.stream().distinct().count() != 1;
        })
        .map(story -> alert + ": " + story)
        .toList();
  }

  private static int twice(List<String> story) {
    return story.size() - (int) story.stream().distinct().count();
  }

  /// What all of it came to.
  record Account(
      int kills,
      Map<String, Integer> where,
      int alerts,
      List<String> lost,
      List<String> outOfOrder,
      int cardsTwice,
      int mostCardsTwiceInOneCrash,
      int eventsTwice,
      int incidentsTwice,
      int mailsTwice,
      int mailsShownTwice) {
    @Override
    public String toString() {
      return """
      lost                                    %d
      out of order                            %d
      Teams cards shown twice                 %d, at most %d for one crash
      PagerDuty events sent twice             %d, incidents opened twice %d
      mails sent twice                        %d, with an id of their own %d\
      """
          .formatted(
              lost.size(),
              outOfOrder.size(),
              cardsTwice,
              mostCardsTwiceInOneCrash,
              eventsTwice,
              incidentsTwice,
              mailsTwice,
              mailsShownTwice);
    }
  }

  Account account() {
    int most = 0;
    for (String alert : alerts) {
      int crashes = killsOf.getOrDefault(alert, 1);
      most = Math.max(most, Math.ceilDiv(twice(cards(alert)), crashes));
    }
    List<String> ids =
        receivers.mail.received().stream().map(mail -> header(mail, "Message-ID")).toList();
    int mailsTwice =
        alerts.stream()
            .mapToInt(
                alert -> twice(mails(alert).map(KillRig::textOf).map(KillRig::kindOf).toList()))
            .sum();
    return new Account(
        killsOf.values().stream().mapToInt(each -> each).sum(),
        where,
        alerts.size(),
        alerts.stream().flatMap(alert -> lost(alert).stream()).toList(),
        alerts.stream().flatMap(alert -> outOfOrder(alert).stream()).toList(),
        alerts.stream().mapToInt(alert -> twice(cards(alert))).sum(),
        most,
        alerts.stream().mapToInt(alert -> twice(events(alert))).sum(),
        receivers.pagerDuty.incidents().size() - alerts.size(),
        mailsTwice,
        mailsTwice - twice(ids));
  }

  @Override
  public void close() {
    notifier.destroyForcibly();
    notifier.onExit().join();
    List.<AutoCloseable>of(alertTopic, receivers, broker)
        .forEach(part -> {
          try {
            part.close();
          } catch (Exception e) {
            System.err.println("a part of the rig cannot be closed: " + e);
          }
        });
  }
}
