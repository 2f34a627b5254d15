package io.mailbuoy.classifier.core;

import static io.mailbuoy.classifier.core.Story.everything;
import static io.mailbuoy.classifier.core.Story.exchange;
import static io.mailbuoy.classifier.core.Story.only;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.Cause;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.FaultDomain;
import io.mailbuoy.contracts.event.Protocol;
import io.mailbuoy.contracts.event.Role;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What the controls of a mail service say about a fault: its name, its mailboxes, its deliveries.
class ControlScenariosTest {
  private static final String BEGIN = "2026-02-01T10:00:00Z";
  private static final String FROM = "2026-02-01T11:00:00Z";
  private static final String TO = "2026-02-01T11:30:00Z";
  private static final String END = "2026-02-01T12:30:00Z";
  private static final String LETTER = "letter";
  private static final String LOOK = "look";
  private static final String NAME = "name@192.0.2.53";

  private static Story story() {
    return Story.of(7, BEGIN).mailboxes(5).controls();
  }

  private static Story with(String id, Protocol protocol, Role role) {
    return story()
        .probe(
            id, Story.TENANT, "exchange-online", protocol, role, Duration.ofMinutes(1), Story.FRA);
  }

  @Test
  void a_message_taken_for_junk_is_a_filters_and_no_login_failure() {
    List<Alert> alerts =
        with(LETTER, Protocol.ROUND_TRIP, Role.SUBJECT)
            .trouble(FROM, TO, only(LETTER), FailureKind.DELIVERED_TO_JUNK, "", 1)
            .play(END);

    assertVerdict(alerts, FaultDomain.CUSTOMER, Cause.MAILBOX_MISCONFIGURED);
    assertThat(alerts).allMatch(alert -> alert.protocol().is(Protocol.ROUND_TRIP));
    assertThat(alerts.getFirst().title()).contains("mail delivery", "junk", LETTER);
    assertThat(alerts.getFirst().impact().working()).contains("imap");
  }

  @Test
  void messages_that_do_not_arrive_are_the_providers_while_logins_work() {
    List<Alert> alerts =
        with(LETTER, Protocol.ROUND_TRIP, Role.SUBJECT)
            .trouble(FROM, TO, only(LETTER), FailureKind.NOT_DELIVERED, "", 1)
            .play(END);

    assertVerdict(alerts, FaultDomain.PROVIDER, Cause.PROVIDER_OUTAGE);
    assertThat(alerts).allMatch(alert -> alert.protocol().is(Protocol.ROUND_TRIP));
    assertThat(alerts.getFirst().title()).contains("does not bring messages");
  }

  @Test
  void a_name_that_another_name_server_knows_is_not_gone() {
    List<Alert> alerts =
        with(NAME, Protocol.DNS, Role.CONTROL)
            .trouble(
                FROM,
                TO,
                everything().and(only(NAME).negate()),
                FailureKind.DNS_FAILURE,
                "SERVFAIL",
                1)
            .play(END);

    assertVerdict(alerts, FaultDomain.NETWORK, Cause.DNS_FAILURE);
    assertThat(alerts.getFirst().evidence()).anyMatch(fact -> fact.contains("name server"));
  }

  @Test
  void a_name_that_no_name_server_knows_is_gone() {
    assertVerdict(
        with(NAME, Protocol.DNS, Role.CONTROL)
            .trouble(
                FROM, TO, exchange().or(only("owa", NAME)), FailureKind.DNS_FAILURE, "NXDOMAIN", 1)
            .play(END),
        FaultDomain.PROVIDER,
        Cause.DNS_FAILURE);
  }

  @Test
  void a_mailbox_that_graph_may_not_read_does_not_hide_the_providers_status() {
    List<Alert> alerts =
        with(LOOK, Protocol.GRAPH, Role.CONTROL)
            .trouble(BEGIN, END, only(LOOK), FailureKind.AUTH_REJECTED, "HTTP 403", 1)
            .trouble(FROM, TO, exchange(), FailureKind.AUTH_REJECTED, "NO AUTHENTICATE failed.", 1)
            .play(END);

    assertVerdict(alerts, FaultDomain.PROVIDER, Cause.PROVIDER_OUTAGE);
    assertThat(alerts.getFirst().summary())
        .contains("Microsoft has not acknowledged this")
        .doesNotContain("cannot be read");
  }

  @Test
  void a_mailbox_that_graph_reads_is_told_as_working() {
    List<Alert> alerts =
        with(LOOK, Protocol.GRAPH, Role.CONTROL)
            .trouble(FROM, TO, exchange(), FailureKind.AUTH_REJECTED, "NO AUTHENTICATE failed.", 1)
            .play(END);

    assertVerdict(alerts, FaultDomain.PROVIDER, Cause.PROVIDER_OUTAGE);
    assertThat(alerts).allSatisfy(alert -> assertThat(alert.impact().working()).contains("graph"));
  }

  private static void assertVerdict(List<Alert> alerts, FaultDomain domain, Cause cause) {
    assertThat(alerts).isNotEmpty();
    assertThat(alerts).allMatch(alert -> alert.verdict().cause().is(cause));
    assertThat(alerts).allMatch(alert -> alert.verdict().faultDomain().is(domain));
  }
}
