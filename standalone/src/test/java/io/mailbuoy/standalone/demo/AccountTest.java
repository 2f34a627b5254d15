package io.mailbuoy.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.Alert.Impact;
import io.mailbuoy.contracts.event.Alert.IncidentLink;
import io.mailbuoy.contracts.event.Alert.ProviderStatement;
import io.mailbuoy.contracts.event.Alert.Verdict;
import io.mailbuoy.contracts.event.AlertState;
import io.mailbuoy.contracts.event.Cause;
import io.mailbuoy.contracts.event.FaultDomain;
import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.contracts.event.Pattern;
import io.mailbuoy.contracts.event.Protocol;
import io.mailbuoy.contracts.event.Relation;
import io.mailbuoy.contracts.event.Severity;
import io.mailbuoy.contracts.event.Transition;
import io.mailbuoy.standalone.demo.Account.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The demo ends well only when everything that it promises has happened.
class AccountTest {
  private static final Instant DETECTED = Story.FAULT_BEGINS.plus(Duration.ofMinutes(2));

  private final Account account = new Account();

  @Test
  void the_whole_story_is_complete() {
    tellEverything(Cause.PROVIDER_OUTAGE, Story.FAULT_BEGINS);

    assertThat(account.complete()).isTrue();
  }

  @Test
  void nothing_is_not_complete() {
    assertThat(account.complete()).isFalse();
  }

  @Test
  void a_wrong_cause_is_not_complete() {
    tellEverything(Cause.CREDENTIAL_REJECTED, Story.FAULT_BEGINS);

    assertThat(account.attributed()).isFalse();
    assertThat(account.complete()).isFalse();
  }

  @Test
  void an_incident_whose_start_was_not_followed_is_not_complete() {
    tellEverything(Cause.PROVIDER_OUTAGE, Story.START_AS_PUBLISHED);

    assertThat(account.confirmed()).isTrue();
    assertThat(account.complete()).isFalse();
  }

  @Test
  void a_channel_that_never_hears_of_the_end_is_not_complete() {
    account.add(alert("one", AlertState.OPEN, Cause.PROVIDER_OUTAGE, null));
    for (Audience audience : Audience.values()) {
      account.add(new Message(DETECTED, audience, false, "it fails"));
    }
    account.add(alert("one", AlertState.RESOLVED, Cause.PROVIDER_OUTAGE, Story.FAULT_BEGINS));
    account.add(new Message(Story.FAULT_ENDS, Audience.TEAM, true, "resolved"));

    assertThat(account.told(Audience.TEAM)).isTrue();
    assertThat(account.told(Audience.ON_CALL)).isFalse();
    assertThat(account.complete()).isFalse();
  }

  @Test
  void two_episodes_are_not_one_outage() {
    tellEverything(Cause.PROVIDER_OUTAGE, Story.FAULT_BEGINS);
    account.add(alert("two", AlertState.RESOLVED, Cause.PROVIDER_OUTAGE, Story.FAULT_BEGINS));

    assertThat(account.detected()).isFalse();
  }

  private void tellEverything(Cause cause, Instant incidentStart) {
    account.add(alert("one", AlertState.OPEN, cause, null));
    for (Audience audience : Audience.values()) {
      account.add(new Message(DETECTED, audience, false, "it fails"));
      account.add(new Message(Story.FAULT_ENDS, audience, true, "resolved"));
    }
    account.add(alert("one", AlertState.RESOLVED, cause, incidentStart));
  }

  private static Alert alert(String id, AlertState state, Cause cause, @Nullable Instant start) {
    List<IncidentLink> incidents =
        start == null
            ? List.of()
            : List.of(
                new IncidentLink(
                    Story.INCIDENT,
                    Open.of(Relation.CONFIRMS),
                    0.9,
                    "IMAP",
                    "serviceRestored",
                    start,
                    Story.PUBLISHED,
                    List.of("names IMAP4")));
    return new Alert(
        id,
        state == AlertState.OPEN ? 1 : 2,
        Open.of(state),
        Open.of(state == AlertState.OPEN ? Transition.OPENED : Transition.RESOLVED),
        DETECTED,
        "contoso",
        "exchange-online",
        Open.of(Protocol.IMAP),
        Open.of(Severity.CRITICAL),
        "IMAP fails",
        "IMAP fails",
        new Verdict(
            Open.of(FaultDomain.PROVIDER), Open.of(cause), Open.of(Pattern.INTERMITTENT), 0.9),
        new Impact(Story.FAULT_BEGINS, 8, 8, 0.3, List.of("fra1"), List.of("outlook-web")),
        incidents,
        new ProviderStatement(false, null, null),
        List.of(),
        List.of(),
        DETECTED,
        state == AlertState.OPEN ? null : Story.FAULT_ENDS);
  }
}
