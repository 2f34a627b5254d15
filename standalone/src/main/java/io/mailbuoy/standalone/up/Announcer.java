package io.mailbuoy.standalone.up;

import static io.mailbuoy.standalone.terminal.Terminal.column;
import static io.mailbuoy.standalone.terminal.Terminal.harmless;

import io.mailbuoy.contracts.config.MailbuoyConfig;
import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.AlertState;
import io.mailbuoy.contracts.event.Delivery;
import io.mailbuoy.contracts.event.DeliveryStatus;
import io.mailbuoy.contracts.event.Severity;
import io.mailbuoy.standalone.broker.TopicSetup;
import io.mailbuoy.standalone.broker.TopicTail;
import io.mailbuoy.standalone.supervisor.ServiceEvent;
import io.mailbuoy.standalone.terminal.Terminal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// What `up` says: one column for the time, one for who speaks, one for what is said.
final class Announcer implements TopicTail.Trouble {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
  private static final int WHO = 19;

  private final Terminal terminal;
  private final Clock clock;

  Announcer(Terminal terminal, Clock clock) {
    this.terminal = terminal;
    this.clock = clock;
  }

  void broker(String bootstrapServers, Path data, long begin) {
    say("broker", "ready in " + since(begin) + " at " + bootstrapServers + ", data in " + data);
  }

  void cluster(String bootstrapServers, TopicSetup topics, long begin) {
    String created =
        topics.created().isEmpty()
            ? "all topics are there"
            : "created " + String.join(", ", topics.created());
    say("broker", "reached " + bootstrapServers + " in " + since(begin) + "; " + created);
  }

  /// Exactly one line says that it is up, for those who wait for it.
  void up(Path config, MailbuoyConfig settings, String bootstrapServers, Path logs) {
    terminal.line("mailbuoy is up");
    more("watching", targets(settings));
    more("telling", told(settings));
    more("configuration", config.toString());
    more("broker", bootstrapServers);
    more("logs", logs.toString());
    more("to end it", "Ctrl-C");
  }

  private static String targets(MailbuoyConfig settings) {
    long controls =
        settings.targets().stream().filter(target -> target.role().equals("control")).count();
    long subjects = settings.targets().size() - controls;
    return subjects
        + (subjects == 1 ? " target" : " targets")
        + (controls == 0 ? "" : " and " + controls + (controls == 1 ? " control" : " controls"))
        + " from "
        + settings.location();
  }

  private static String told(MailbuoyConfig settings) {
    return settings.channels().isEmpty()
        ? "nobody, because there is no channel"
        : String.join(", ", settings.channels().keySet().stream().sorted().toList());
  }

  void service(ServiceEvent event) {
    switch (event) {
      case ServiceEvent.Ready ready -> say(ready.service(), "ready in " + seconds(ready.after()));
      case ServiceEvent.Died died ->
          say(
              died.service(),
              terminal.paint("yellow", "ended unexpectedly")
                  + " (exit code "
                  + died.exitCode()
                  + "), starting it again "
                  + (died.pause().isZero() ? "now" : "in " + seconds(died.pause()))
                  + "; log "
                  + died.log());
      case ServiceEvent.Refused refused -> {
        say(refused.service(), terminal.paint("red,bold", "does not start:"));
        refused.message().lines().forEach(line -> terminal.line("    " + harmless(line)));
      }
      case ServiceEvent.Remark remark ->
          say(
              remark.service(),
              terminal.paint(remark.level().equals("ERROR") ? "red,bold" : "yellow", remark.level())
                  + " "
                  + harmless(remark.text()));
    }
  }

  void alert(Alert alert) {
    var verdict = alert.verdict();
    say(
        "alert",
        terminal.paint(colour(alert), alert.severity() + " " + alert.transition())
            + " "
            + harmless(alert.title())
            + terminal.paint(
                "faint",
                " ("
                    + verdict.cause()
                    + ", "
                    + verdict.faultDomain()
                    + ", "
                    + Math.round(verdict.confidence() * 100)
                    + " % sure, revision "
                    + alert.revision()
                    + ")"));
  }

  private static String colour(Alert alert) {
    if (alert.state().is(AlertState.RESOLVED)) {
      return "green,bold";
    }
    return alert.severity().is(Severity.CRITICAL) ? "red,bold" : "yellow,bold";
  }

  void delivery(Delivery delivery) {
    boolean good = delivery.status().is(DeliveryStatus.DELIVERED);
    boolean bad = delivery.status().is(DeliveryStatus.FAILED);
    say(
        "told " + delivery.channel(),
        terminal.paint(good ? "green" : bad ? "red,bold" : "yellow", delivery.status().text())
            + " by "
            + delivery.kind()
            + ", revision "
            + delivery.revision()
            + (delivery.attempts() > 1 ? ", attempt " + delivery.attempts() : "")
            + (delivery.detail() == null
                ? ""
                : terminal.paint("faint", " (" + harmless(delivery.detail()) + ")")));
  }

  @Override
  public void unreadable(String topic, int partition, long offset, String reason) {
    say(
        "broker",
        terminal.paint("yellow", "WARN")
            + " a record that is no event is on "
            + topic
            + ", partition "
            + partition
            + ", offset "
            + offset
            + ": "
            + harmless(reason));
  }

  @Override
  public void deaf(String reason) {
    say("broker", terminal.paint("yellow", "WARN") + " alerts are not shown here: " + reason);
  }

  void stopping() {
    say("mailbuoy", "stopping");
  }

  void stopped() {
    say("mailbuoy", "stopped");
  }

  void notStopped(AutoCloseable part, Exception e) {
    terminal.warning(part.getClass().getSimpleName() + " did not stop cleanly: " + e);
  }

  private void say(String who, String text) {
    terminal.line(
        terminal.paint("faint", TIME.format(LocalTime.now(clock)))
            + "  "
            + terminal.paint("bold", column(who, WHO))
            + text);
  }

  private void more(String what, String text) {
    terminal.line("  " + terminal.paint("faint", column(what, WHO - 5)) + text);
  }

  private static String since(long begin) {
    return seconds(Duration.ofNanos(System.nanoTime() - begin));
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
  }
}
