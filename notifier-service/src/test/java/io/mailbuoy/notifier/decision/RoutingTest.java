package io.mailbuoy.notifier.decision;

import static io.mailbuoy.notifier.AlertFixture.alert;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.config.ConfigFile;
import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.Cause;
import io.mailbuoy.contracts.event.FaultDomain;
import io.mailbuoy.contracts.event.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RoutingTest {
  private static final Routing ROUTING =
      read(
          """
          mailbuoy:
            channels:
              team: {type: teams, url: "https://example.org/hook", depends-on: [teams, entra-id]}
              oncall: {type: pagerduty, routing-key: "k"}
              mail: {type: email, smtp: "smtps://r:465", from: a@b.c, to: [d@e.f],
                     depends-on: [exchange-online]}
            routes:
              - {match: {severity: [critical], cause: [identity-outage]}, channels: [team], fallback: [oncall]}
              - {match: {severity: [critical, warning], fault-domain: [provider]}, channels: [mail, team],
                 fallback: [oncall]}
              - {match: {severity: [warning]}, channels: [team]}
          """);

  private static Routing read(String yaml) {
    ConfigFile file = ConfigFile.parse("mailbuoy.yaml", yaml, name -> null);
    assertThat(file.report().faults()).isEmpty();
    return Routing.of(file.typed());
  }

  @Test
  void theFirstRouteThatFitsDecides() {
    Alert identity = alert().verdict(FaultDomain.PROVIDER, Cause.IDENTITY_OUTAGE).make();
    assertThat(ROUTING.plan(identity).channels()).containsExactly("team");
    assertThat(ROUTING.plan(alert().make()).channels()).containsExactly("mail", "team");
  }

  @Test
  void everyFieldMustFit() {
    Alert own =
        alert()
            .severity(Severity.WARNING)
            .verdict(FaultDomain.CUSTOMER, Cause.CREDENTIAL_REJECTED)
            .make();
    assertThat(ROUTING.plan(own).channels()).containsExactly("team");
    assertThat(ROUTING.plan(own).fallback()).isEmpty();
  }

  @Test
  void withoutARouteNobodyIsTold() {
    assertThat(ROUTING.plan(alert().severity(Severity.INFO).make()).channels()).isEmpty();
  }

  @Test
  void aChannelThatNeedsWhatIsBrokenIsDoubtful() {
    assertThat(ROUTING.plan(alert().make()).doubtful()).containsExactly("mail");
    Alert identity = alert().verdict(FaultDomain.PROVIDER, Cause.IDENTITY_OUTAGE).make();
    assertThat(ROUTING.plan(identity).doubtful()).containsExactly("team");
  }

  @Test
  void aServiceIsNotBrokenWhereTheFaultIsOurOwn() {
    Alert own = alert().verdict(FaultDomain.CUSTOMER, Cause.CREDENTIAL_REJECTED).make();
    assertThat(Routing.broken(own)).isEmpty();
  }

  @Test
  void everyFieldOfAnAlertCanBeMatched() {
    Alert example = alert().make();
    for (String yes :
        List.of(
            "severity: [critical]",
            "tenant: [contoso]",
            "service: [exchange-online]",
            "protocol: [imap]",
            "fault-domain: [provider]",
            "cause: [provider-outage]",
            "pattern: [intermittent]",
            "state: [open]")) {
      Routing routing =
          read(
              """
              mailbuoy:
                channels: {team: {type: teams, url: "https://example.org/hook"}}
                routes: [{match: {%s}, channels: [team]}]
              """
                  .formatted(yes));
      assertThat(routing.plan(example).channels()).as(yes).containsExactly("team");
    }
  }
}
