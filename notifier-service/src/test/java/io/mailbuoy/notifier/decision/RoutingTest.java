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
    assertThat(ROUTING.plan(own).legs()).allMatch(leg -> leg.fallback().isEmpty());
  }

  @Test
  void withoutARouteNobodyIsTold() {
    assertThat(ROUTING.plan(alert().severity(Severity.INFO).make()).channels()).isEmpty();
  }

  @Test
  void aChannelThatNeedsWhatIsBrokenIsDoubtful() {
    assertThat(ROUTING.plan(alert().make()).doubtful()).containsExactly("mail");
    Alert identity = alert().verdict(FaultDomain.PROVIDER, Cause.IDENTITY_OUTAGE).make();
    assertThat(ROUTING.plan(identity).doubtful()).containsExactlyInAnyOrder("team", "mail");
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

  private static final Routing TREE =
      read(
          """
          mailbuoy:
            channels:
              a: {type: teams, url: "https://example.org/a"}
              b: {type: teams, url: "https://example.org/b"}
              c: {type: teams, url: "https://example.org/c"}
            routes:
              - {match: {severity: info}, channels: a}
              - {match: {incidents.id: "EX*"}, channels: c, continue: true}
              - match: {tenant: contoso}
                channels: a
                fallback: b
                remind: 4h
                routes:
                  - {match: {impact.locations: fra1, verdict.confidence: ">=0.9"}, continue: true}
                  - match: {service: "exchange-*"}
                    channels: b
                    routes:
                      - {match: {provider.acknowledged: "true"}, channels: c, fallback: a}
              - {channels: c}
          """);

  private static List<String> way(Alert alert) {
    return TREE.way(alert).stream().map(step -> step.path() + " " + step.fit()).toList();
  }

  @Test
  void aRouteInARouteDecidesInItsPlaceAndTakesOverWhatItDoesNotSay() {
    Routing.Plan plan = TREE.plan(alert().make());
    assertThat(plan.channels()).containsExactly("a", "b");
    assertThat(plan.legs())
        .extracting(Routing.Leg::path)
        .containsExactly("routes[2].routes[0]", "routes[2].routes[1]");
    assertThat(plan.legs()).allMatch(leg -> leg.fallback().equals(List.of("b")));
    assertThat(plan.legs()).allMatch(leg -> leg.remind().orElseThrow().toHours() == 4);
    assertThat(way(alert().make()))
        .containsExactly(
            "routes[0] NO",
            "routes[1] NO",
            "routes[2] LEADS_ON",
            "routes[2].routes[0] DECIDES",
            "routes[2].routes[1] DECIDES",
            "routes[2].routes[1].routes[0] NO");
  }

  @Test
  void aRouteThatContinuesLetsTheNextBeAskedToo() {
    Alert confirmed = alert().confirmedBy("EX1", alert().make().impact().since()).make();
    assertThat(TREE.plan(confirmed).channels()).containsExactly("c", "a");
    assertThat(way(confirmed))
        .contains("routes[1] DECIDES", "routes[2].routes[1].routes[0] DECIDES");
  }

  @Test
  void whereNoRouteInItFitsTheOuterOneDecides() {
    Routing flat =
        read(
            """
            mailbuoy:
              channels: {a: {type: teams, url: "https://example.org/a"}, b: {type: teams, url: "https://example.org/b"}}
              routes:
                - {channels: a, routes: [{match: {severity: info}, channels: b}]}
                - {channels: b}
            """);
    assertThat(flat.plan(alert().make()).channels()).containsExactly("a");
  }
}
