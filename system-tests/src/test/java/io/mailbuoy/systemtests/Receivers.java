package io.mailbuoy.systemtests;

import io.mailbuoy.testbed.PagerDutyReceiver;
import io.mailbuoy.testbed.SmtpReceiver;
import io.mailbuoy.testbed.TeamsReceiver;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/// The people who are told: Teams, PagerDuty and a mailbox, each counting what it got.
final class Receivers implements AutoCloseable {
  final TeamsReceiver teams;
  final PagerDutyReceiver pagerDuty;
  final SmtpReceiver mail;

  private Receivers(TeamsReceiver teams, PagerDutyReceiver pagerDuty, SmtpReceiver mail) {
    this.teams = teams;
    this.pagerDuty = pagerDuty;
    this.mail = mail;
  }

  static Receivers start() {
    return new Receivers(TeamsReceiver.start(), PagerDutyReceiver.start(), SmtpReceiver.start());
  }

  /// What one receiver got: how often it was told that something is broken, and that it is over.
  record Told(long alerts, long resolves) {
    Told since(Told before) {
      return new Told(alerts - before.alerts, resolves - before.resolves);
    }
  }

  /// What all receivers got.
  record ToldAll(Told teams, Told pagerDuty, Told mail) {
    static ToldAll of(long alerts, long resolves) {
      Told told = new Told(alerts, resolves);
      return new ToldAll(told, told, told);
    }

    ToldAll since(ToldAll before) {
      return new ToldAll(
          teams.since(before.teams), pagerDuty.since(before.pagerDuty), mail.since(before.mail));
    }
  }

  ToldAll told() {
    return new ToldAll(
        count(teams.received().stream().map(card -> card.body()).toList()),
        new Told(actions("trigger"), actions("resolve")),
        count(mail.received().stream().map(Receivers::textOf).toList()));
  }

  /// The YAML of the three channels and a route that tells all of them. Secrets come from the
  /// environment.
  String configuration() {
    return """
      channels:
        team: {type: teams, url: "${TEAMS_URL}"}
        oncall: {type: pagerduty, routing-key: "${PD_KEY}", url: "%s"}
        mail: {type: email, smtp: "%s", tls: {mode: none}, from: mailbuoy@example.org, to: [ops@example.org]}
      routes:
        - {match: {}, channels: [oncall, team, mail]}
    """
        .formatted(pagerDuty.url(), mail.url());
  }

  @Override
  public void close() {
    teams.close();
    pagerDuty.close();
    mail.close();
  }

  private long actions(String action) {
    return pagerDuty.received().stream()
        .filter(event -> event.json().path("event_action").asText().equals(action))
        .count();
  }

  private static Told count(List<String> texts) {
    long resolves =
        texts.stream().filter(text -> text.toLowerCase(Locale.ROOT).contains("resolved")).count();
    return new Told(texts.size() - resolves, resolves);
  }

  static String textOf(MimeMessage message) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      message.writeTo(bytes);
      return bytes.toString(StandardCharsets.UTF_8);
    } catch (MessagingException | IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
