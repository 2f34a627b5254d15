package io.mailbuoy.systemtests;

import io.mailbuoy.contracts.kafka.Topics;
import io.mailbuoy.standalone.broker.EmbeddedBroker;
import io.mailbuoy.testbed.CloudEventReceiver;
import io.mailbuoy.testbed.FaultProxy;
import io.mailbuoy.testbed.PagerDutyReceiver;
import io.mailbuoy.testbed.SmtpReceiver;
import io.mailbuoy.testbed.TeamsReceiver;
import io.mailbuoy.testbed.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.awaitility.Awaitility;

/// A broker, a notifier, and a receiver of each kind that can be made to fail. What one refuses for
/// good, or does not take for long, is told to the channel `stand-in`.
final class FaultRig implements AutoCloseable {
  /// Which channels an alert of a service goes to. Teams takes so few messages in an hour that only
  /// some alerts may go there.
  private static final Map<String, List<String>> ROUTES =
      Map.of(
          "with-teams",
          List.of("team", "oncall", "bus"),
          "with-mail",
          List.of("mail", "oncall", "bus"));

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String NAME = "bus.test";

  final TeamsReceiver teams = TeamsReceiver.start();
  final PagerDutyReceiver pagerDuty = PagerDutyReceiver.start();
  final CloudEventReceiver bus = CloudEventReceiver.start();
  final FaultProxy mailWire;
  final SmtpReceiver mail;
  private final TestCertificates certificates = TestCertificates.create();
  private final SmtpReceiver standIn = SmtpReceiver.start();
  private final List<Told> mails = new CopyOnWriteArrayList<>();
  private final List<Told> standsIn = new CopyOnWriteArrayList<>();
  private final Path folder;
  private final Path hosts;
  private EmbeddedBroker broker;
  final AlertTopic alerts;
  private final ServiceProcess notifier;
  private final Map<String, Instant> begun = new ConcurrentHashMap<>();

  private FaultRig(Path folder) throws IOException {
    this.folder = folder;
    this.hosts = folder.resolve("hosts");
    this.broker = EmbeddedBroker.start(folder.resolve("data"));
    var _ = broker.createTopics();
    this.alerts = new AlertTopic(broker.bootstrapServers());
    this.mail = SmtpReceiver.start(certificates.serverContext());
    this.mailWire = FaultProxy.before(mail.port());
    mail.deliverBy(letter -> mails.add(Told.mail(Instant.now(), letter.message())));
    standIn.deliverBy(letter -> standsIn.add(Told.mail(Instant.now(), letter.message())));
    findBus();
    Path config = Files.writeString(folder.resolve("mailbuoy.yaml"), configuration());
    this.notifier =
        ServiceProcess.start(
            "notifier-service",
            "128m",
            config,
            broker.bootstrapServers(),
            "-Djdk.net.hosts.file=" + hosts,
            "-Djava.security.properties=" + forgetful());
    Awaitility.await("the notifier is ready")
        .atMost(PATIENCE)
        .until(() -> notifier.output().contains("read what came before"));
  }

  /// A JVM remembers for ten seconds that a name was not found.
  private Path forgetful() throws IOException {
    return Files.writeString(
        folder.resolve("java.security"),
        "networkaddress.cache.ttl=0\nnetworkaddress.cache.negative.ttl=0\n");
  }

  static FaultRig start(Path folder) throws IOException {
    return new FaultRig(folder);
  }

  private String configuration() {
    return """
    mailbuoy:
      notifier: {timeout: 1s, first-pause: 100ms, longest-pause: 500ms, fallback-after: 4s}
      channels:
        team: {type: teams, url: "%s"}
        oncall: {type: pagerduty, routing-key: "%s", url: "%s"}
        bus: {type: webhook, url: "http://%s:%d%s", signing-secret: "%s"}
        mail: {type: email, smtp: "smtps://localhost:%d", tls: {trust: "%s"}, from: a@example.org, to: b@example.org}
        stand-in: {type: email, smtp: "%s", tls: {mode: none}, from: a@example.org, to: c@example.org}
      routes:
        - {match: {service: with-teams}, channels: [team, oncall, bus], fallback: stand-in}
        - {match: {service: with-mail}, channels: [mail, oncall, bus], fallback: stand-in}
    """
        .formatted(
            teams.url(),
            pagerDuty.routingKey(),
            pagerDuty.url(),
            NAME,
            bus.port(),
            bus.url().getPath(),
            bus.secret(),
            mailWire.port(),
            certificates.caPem(),
            standIn.url());
  }

  /// The name of the webhook's host is known.
  void findBus() {
    writeHosts("127.0.0.1 localhost\n127.0.0.1 " + NAME + "\n");
  }

  /// It is not.
  void loseBus() {
    writeHosts("127.0.0.1 localhost\n");
  }

  /// Ends the connections that the notifier has kept.
  void cutMail() {
    mail.stop();
    mail.resume();
  }

  private void writeHosts(String text) {
    try {
      Files.writeString(hosts, text);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The broker goes and comes back, at the same address.
  void restartBroker() {
    String address = broker.bootstrapServers();
    broker.close();
    broker =
        EmbeddedBroker.start(
            folder.resolve("data"), Integer.parseInt(address.substring(address.indexOf(':') + 1)));
  }

  void begin(String alert, String service) {
    begun.put(alert, Instant.now());
    alerts.begin(alert, service);
  }

  List<String> channels(String service) {
    return ROUTES.getOrDefault(service, List.of());
  }

  /// What was said of an alert, in the order in which it arrived.
  List<Told.What> story(String channel, String alert) {
    return told(channel).stream()
        .map(told -> told.of(alert))
        .filter(what -> what != Told.What.NOTHING)
        .toList();
  }

  private List<Told> told(String channel) {
    return switch (channel) {
      case "team" -> teams.accepted().stream().map(Told::card).toList();
      case "oncall" -> pagerDuty.accepted().stream().map(Told::event).toList();
      case "bus" -> bus.accepted().stream().map(Told::event).toList();
      case "mail" -> mails;
      case "stand-in" -> standsIn;
      default -> throw new IllegalArgumentException(channel);
    };
  }

  /// How long after its beginning was written a channel first heard of an alert.
  Duration delay(String channel, String alert) {
    Instant heard =
        told(channel).stream()
            .filter(told -> told.of(alert) != Told.What.NOTHING)
            .map(Told::at)
            .findFirst()
            .orElseThrow();
    return Duration.between(begun.getOrDefault(alert, heard), heard);
  }

  void await(String what, Supplier<Boolean> until) {
    try {
      Awaitility.await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(until::get);
    } catch (RuntimeException e) {
      List<String> lines = notifier.lines();
      throw new AssertionError(
          what
              + ":\n"
              + String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size())),
          e);
    }
  }

  /// How many records could not be read and were set aside.
  long setAside() {
    return Line.readAll(broker.bootstrapServers(), List.of(Topics.ALERTS.deadLetters())).size();
  }

  @Override
  public void close() {
    notifier.close();
    List.<AutoCloseable>of(
            alerts, teams, pagerDuty, bus, mailWire, mail, standIn, certificates, broker)
        .forEach(part -> {
          try {
            part.close();
          } catch (Exception e) {
            System.err.println("a part of the rig cannot be closed: " + e);
          }
        });
  }
}
