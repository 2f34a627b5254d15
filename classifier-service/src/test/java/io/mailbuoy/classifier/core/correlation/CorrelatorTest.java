package io.mailbuoy.classifier.core.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.classifier.core.Feed;
import io.mailbuoy.classifier.core.correlation.reading.Statement;
import io.mailbuoy.contracts.event.Cause;
import io.mailbuoy.contracts.event.Pattern;
import io.mailbuoy.contracts.event.Protocol;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What an incident has to do with refused IMAP logins, and the traps that real feeds hold.
class CorrelatorTest {
  private static final String ONSET = "2026-01-02T00:00:00Z";
  private static final Instant NOW = Instant.parse("2026-01-08T06:00:00Z");

  private final Correlator correlator = new Correlator(Vocabulary.SHIPPED);

  private static Suspicion imap(Cause cause) {
    return new Suspicion(
        "exchange-online",
        Protocol.IMAP,
        cause,
        true,
        Pattern.INTERMITTENT,
        Instant.parse(ONSET),
        NOW,
        true);
  }

  private Match match(Feed feed) {
    return correlator.match(IncidentReader.read(feed.json()), imap(Cause.PROVIDER_OUTAGE));
  }

  private static Feed during(String title) {
    return Feed.issue("EX1", title).start("2026-01-02T00:30:00Z");
  }

  @Test
  void the_incident_of_the_outage_confirms_with_its_reasons() {
    assertThat(match(Feed.imapOutage()))
        .isInstanceOfSatisfying(
            Match.Confirms.class,
            confirms -> {
              assertThat(confirms.score()).isGreaterThan(0.9);
              assertThat(confirms.why())
                  .contains("names IMAP", "is about exchange online", "is about sign-in or access");
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Users may be unable to access their mailboxes through any connection method",
        "Some users are not able to sign in to Exchange Online via POP3 or IMAP4",
        "Users can't access their mailbox over the Internet Message Access Protocol",
      })
  void confirms(String title) {
    assertThat(match(during(title))).isInstanceOf(Match.Confirms.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Some admins see failures when they start an IMAP migration batch to Exchange Online",
        "Users may be unable to access their mailbox in the Outlook desktop client",
        "Users may be unable to access their mailbox in Outlook on the web; IMAP4 is not affected",
        "Users may be unable to sign in to Outlook mobile; as a workaround they can use IMAP4",
        "Search in Exchange Online may return no results",
        "Users may see delays when sending or receiving email",
        "Meeting requests may not be shown in the calendar",
      })
  void is_unrelated(String title) {
    assertThat(match(during(title))).isInstanceOf(Match.Unrelated.class);
  }

  @Test
  void a_broad_report_that_names_no_method_may_be_related() {
    assertThat(match(during("Some users may be unable to access Exchange Online mailboxes")))
        .isInstanceOf(Match.Related.class);
  }

  @Test
  void a_policy_note_about_recipient_limits_is_unrelated() {
    assertThat(
            match(
                during("Exchange Online will limit bulk mail to a number of external recipients")
                    .classification("advisory")))
        .isInstanceOf(Match.Unrelated.class);
  }

  @Test
  void last_month_s_incident_is_unrelated() {
    assertThat(
            match(
                Feed.imapOutage()
                    .start("2025-12-01T00:00:00Z")
                    .ended("serviceRestored", "2025-12-03T00:00:00Z")))
        .isInstanceOf(Match.Unrelated.class);
  }

  @Test
  void the_same_words_about_another_service_are_unrelated() {
    assertThat(match(Feed.imapOutage().service("SharePoint Online")))
        .isInstanceOf(Match.Unrelated.class);
  }

  @Test
  void what_is_withdrawn_is_unrelated() {
    assertThat(match(Feed.imapOutage().status("falsePositive")))
        .isInstanceOf(Match.Unrelated.class);
  }

  @Test
  void a_word_of_a_future_status_is_taken_as_open() {
    assertThat(match(Feed.imapOutage().status("partlyMended"))).isInstanceOf(Match.Confirms.class);
  }

  @Test
  void our_own_fault_is_never_confirmed() {
    Suspicion ours =
        new Suspicion(
            "exchange-online",
            Protocol.IMAP,
            Cause.CREDENTIAL_REJECTED,
            false,
            Pattern.HARD,
            Instant.parse(ONSET),
            NOW,
            true);
    assertThat(correlator.match(IncidentReader.read(Feed.imapOutage().json()), ours))
        .isInstanceOf(Match.Related.class);
  }

  @Test
  void an_outage_of_tokens_is_confirmed_by_an_incident_of_the_identity_service() {
    Feed entra =
        during("Users may be unable to sign in or get multi-factor prompts")
            .service("Microsoft Entra");
    assertThat(correlator.match(IncidentReader.read(entra.json()), imap(Cause.IDENTITY_OUTAGE)))
        .isInstanceOf(Match.Confirms.class);
    assertThat(match(entra)).isInstanceOf(Match.Unrelated.class);
  }

  @Test
  void markup_entities_and_broken_apostrophes_are_read_through() {
    IncidentReport report =
        IncidentReader.read(
            Feed.issue("EX2", "t")
                .post(
                    "2026-01-02T01:00:00Z",
                    "<p>Title: x</p><p>User impact: Users can\u00e2\u20ac\u2122t&nbsp;open"
                        + " IMAP4</p><p>Root cause: search is broken</p>")
                .post("2026-01-02T00:30:00Z", "Title: old")
                .json());
    assertThat(report.statements())
        .extracting(Statement::toString)
        .contains("user-impact method imap fails", "user-impact symptom access fails")
        .noneMatch(statement -> statement.startsWith("title symptom"));
  }
}
