package io.mailbuoy.standalone.demo;

import io.mailbuoy.testbed.ExchangeImapServer;
import io.mailbuoy.testbed.ImapFault;
import io.mailbuoy.testbed.Incidents;
import io.mailbuoy.testbed.Microsoft365;
import io.mailbuoy.testbed.PagerDutyReceiver;
import io.mailbuoy.testbed.SmtpReceiver;
import io.mailbuoy.testbed.TeamsReceiver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/// Everything around Mailbuoy: the scripted Microsoft 365, a mail server that is not Microsoft's,
/// and the people who are told.
final class Stage implements AutoCloseable {
  static final int MAILBOXES = 8;
  static final String TENANT = "contoso";

  private static final String CANARY_PASSWORD = "a-canary-sings";

  final Microsoft365 microsoft;
  final TeamsReceiver teams;
  final PagerDutyReceiver pagerDuty;
  final SmtpReceiver mail;
  private final ExchangeImapServer elsewhere;
  private final Incidents incident = Incidents.imapOutage(Story.INCIDENT);

  private Stage(
      Microsoft365 microsoft,
      TeamsReceiver teams,
      PagerDutyReceiver pagerDuty,
      SmtpReceiver mail,
      ExchangeImapServer elsewhere) {
    this.microsoft = microsoft;
    this.teams = teams;
    this.pagerDuty = pagerDuty;
    this.mail = mail;
    this.elsewhere = elsewhere;
  }

  static Stage open() {
    Microsoft365 microsoft = Microsoft365.start(MAILBOXES);
    microsoft.imap().faults().authenticateDelay(Duration.ofMillis(15));
    ExchangeImapServer elsewhere =
        ExchangeImapServer.start(microsoft.certificates().serverContext(), microsoft.tokens());
    elsewhere.addMailbox("canary", CANARY_PASSWORD);
    return new Stage(
        microsoft,
        TeamsReceiver.start(),
        PagerDutyReceiver.start(),
        SmtpReceiver.start(),
        elsewhere);
  }

  /// Microsoft's IMAP front ends begin to refuse logins.
  void faultBegins() {
    microsoft.imap().faults().set(new ImapFault.Refuse(Story.REFUSED));
  }

  /// Microsoft's fix has reached the servers.
  void faultEnds() {
    microsoft.imap().faults().clear();
  }

  /// The admin centre shows the incident for the first time.
  void incidentPublished() {
    microsoft.cloud().publish(incident.published(Story.START_AS_PUBLISHED, Story.PUBLISHED));
  }

  /// The admin centre closes the incident and moves its start back.
  void incidentClosed() {
    microsoft.cloud().publish(incident.closed(Story.FAULT_BEGINS, Story.FAULT_ENDS, Story.CLOSED));
  }

  /// The secrets that the configuration refers to.
  Map<String, String> environment() {
    return Map.of(
        "CONTOSO_SECRET", microsoft.clientSecret(),
        "CANARY", CANARY_PASSWORD,
        "TEAMS_URL", teams.url().toString(),
        "PD_KEY", pagerDuty.routingKey());
  }

  /// Writes the configuration that a user would write for this.
  Path writeConfiguration(Path folder) throws IOException {
    String trust = microsoft.certificates().caPem().toString();
    String mailboxes =
        microsoft.mailboxes().stream()
            .map(user ->
                "    - {id: %s, tenant: %s, service: exchange-online, url: \"%s\", user: %s, tls: {trust: \"%s\"}}"
                    .formatted(
                        user.substring(0, user.indexOf('@')),
                        TENANT,
                        microsoft.imap().url(),
                        user,
                        trust))
            .collect(Collectors.joining("\n"));
    Path file = folder.resolve("mailbuoy.yaml");
    Files.writeString(
        file,
        """
        mailbuoy:
          location: fra1
          tenants:
            %1$s:
              directory-id: %2$s
              client-id: %3$s
              client-secret: ${CONTOSO_SECRET}
              token-url: "%4$s"
              graph-url: "%5$s"
              service-health: {enabled: true, interval: 30s}
          # In the story days pass in seconds, so a mailbox is probed once in hours of story time.
          probe: {least-pause: 250ms}
          classifier: {blind-after: 3d}
          targets:
        %6$s
            - {id: owa, tenant: %1$s, service: outlook-web, url: "%7$s", role: control}
            - {id: other-provider, service: own-mail, url: "%8$s", role: control, user: canary,
               password: "${CANARY}", tls: {trust: "%9$s"}}
          channels:
            oncall: {type: pagerduty, routing-key: "${PD_KEY}", url: "%10$s"}
            team: {type: teams, url: "${TEAMS_URL}", depends-on: [teams, entra-id]}
            mail: {type: email, smtp: "%11$s", tls: {mode: none}, from: mailbuoy@example.org, to: [ops@example.org]}
          routes:
            - {match: {severity: [critical]}, channels: [oncall, team, mail]}
            - {match: {}, channels: [team]}
        """
            .formatted(
                TENANT,
                microsoft.directoryId(),
                microsoft.clientId(),
                microsoft.cloud().tokenUrl(microsoft.directoryId()),
                microsoft.cloud().graphUrl(),
                mailboxes,
                microsoft.cloud().owaUrl(),
                elsewhere.url(),
                trust,
                pagerDuty.url(),
                mail.url()));
    return file;
  }

  @Override
  public void close() {
    elsewhere.close();
    microsoft.close();
    teams.close();
    pagerDuty.close();
    mail.close();
  }
}
