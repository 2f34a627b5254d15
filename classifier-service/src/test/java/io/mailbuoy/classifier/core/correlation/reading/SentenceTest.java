package io.mailbuoy.classifier.core.correlation.reading;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.classifier.core.correlation.Vocabulary;
import io.mailbuoy.classifier.core.correlation.reading.Statement.Subject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How single sentences are read, one trap each.
class SentenceTest {
  private final TextReader reader = Vocabulary.SHIPPED.reader();

  private List<String> read(Paragraph paragraph, String text) {
    return reader.statements(List.of(new Passage(paragraph, text))).stream()
        .map(statement -> statement.toString().substring(paragraph.text().length() + 1))
        .toList();
  }

  private List<String> methods(String text) {
    return read(Paragraph.MORE_INFO, text).stream()
        .filter(statement -> statement.startsWith("method "))
        .map(statement -> statement.substring("method ".length()))
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Impact is specific to IMAP4; other connection methods aren't impacted. | imap fails only, others works",
        "Impact isn't specific to IMAP4. | imap fails, others fails",
        "The issue only occurs when IMAP4 is used. | imap fails only",
        "The impact does not extend to POP3 or IMAP4 connections. | pop3 works, imap works",
        "Connections via IMAP4, POP3, and EWS aren't impacted. | imap works, pop3 works, ews works",
        "It's not IMAP4 but POP3 connections that fail. | imap works, pop3 fails",
        "Neither IMAP4 nor POP3 is affected. | imap works, pop3 works",
        "None of the other protocols are affected. | others works",
        "Users can't connect via Outlook desktop, Outlook on the web, or IMAP4. | outlook-client fails, https fails, imap fails",
        "With the exception of IMAP4, all connection methods are impacted. | imap works, any fails",
        "Users can't access mailboxes with any connection method except IMAP4. | any fails, imap works",
        "All connection methods other than IMAP4 work as expected. | any works, imap fails only",
        "Users not using IMAP4 aren't affected. | imap fails only",
        "We recommend Outlook on the web instead of IMAP4. | https workaround, imap fails",
        "As a workaround, users can connect over IMAP4. | imap works",
        "Users may bypass the problem by connecting through IMAP4. | imap workaround",
        "Users can still access their mailbox through IMAP4. | imap works",
        "Users can see failures when they connect using IMAP4. | imap fails",
        "POP3 and IMAP4 users can no longer sign in. | pop3 fails, imap fails",
        "IMAP4 access has been restored. | imap fails",
        "IMAP4 is affected and Outlook is not affected. | imap fails, outlook-client works",
        "Outlook isn't affected, but clients that connect through IMAP4 are. | outlook-client works, imap fails",
        "Outlook on the web is available, whereas IMAP4 isn't. | https works, imap fails",
        "While Outlook users can't connect, users of IMAP4 are able to. | outlook-client fails, imap works",
        "We initially reported that IMAP4 was affected. | imap mentioned",
        "IMAP4 users were thought to be affected at first; they aren't. | imap mentioned",
        "Outlook users won't be affected, and neither will IMAP4 users. | outlook-client works, imap works",
        "POP3 is unaffected, as is IMAP4. | pop3 works, imap works",
        "POP3 isn't affected and nor is IMAP4. | pop3 works, imap works",
        "POP3 users can't connect, and neither can IMAP4 users. | pop3 fails, imap fails",
        "POP3 users can't connect, nor can users of IMAP4. | pop3 fails, imap fails",
        "Outlook users are affected, and so are IMAP4 users. | outlook-client fails, imap fails",
        "IMAP4 isn't the only protocol that's affected. | imap fails, others fails",
        "We're reviewing our IMAP4 documentation. | imap mentioned",
        "Admins migrating mailboxes over IMAP4 may see errors. | imap mentioned",
      })
  void methods_are_read_with_what_is_said_of_them(String sentence, String expected) {
    assertThat(methods(sentence)).containsExactlyInAnyOrder(expected.split(", ", -1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Users may be unable to access their mailboxes | access fails",
        "Users may be unable to sign in | sign-in fails",
        "Users can't access shared calendars | calendar fails",
        "Users may see delays when they send email | mail-flow fails",
        "Opening a mailbox may be slow | access fails, slow fails",
        "Users can't sign in to SharePoint Online | other-product fails",
        "Users can't sign in to SharePoint Online and Exchange Online | sign-in fails, other-product fails",
        "Admins can't open the Exchange admin center | administration fails",
        "Users are able to access their mailboxes | access works",
      })
  void symptoms_are_those_that_the_clause_is_about(String sentence, String expected) {
    assertThat(read(Paragraph.TITLE, sentence))
        .containsExactlyInAnyOrder(
            java.util.Arrays.stream(expected.split(", ", -1))
                .map(symptom -> "symptom " + symptom)
                .toArray(String[]::new));
  }

  @Test
  void a_title_needs_no_verb_and_a_link_is_no_complaint() {
    assertThat(read(Paragraph.TITLE, "IMAP4 and Exchange Online")).contains("method imap fails");
    assertThat(methods("See the guide to IMAP4.")).containsExactly("imap mentioned");
  }

  @Test
  void a_list_belongs_to_its_heading() {
    List<Passage> post =
        reader.passages(
            "<p>More info: Affected methods:</p><ul><li>Outlook desktop</li><li>IMAP4</li></ul>"
                + "<p>Unaffected methods:</p><ul><li>Outlook on the web</li></ul>");
    assertThat(reader.statements(post))
        .extracting(Object::toString)
        .containsExactly(
            "more-info method outlook-client fails",
            "more-info method imap fails",
            "more-info method https works");
  }

  @Test
  void paragraphs_are_found_where_every_line_break_is_lost() {
    assertThat(reader.passages("Title: A.User Impact: B can't.Next Update: May 1, 2020"))
        .containsExactly(
            new Passage(Paragraph.TITLE, "A."),
            new Passage(Paragraph.USER_IMPACT, "B can't."),
            new Passage(Paragraph.SILENT, "May 1, 2020"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "can&#8217;t&nbsp;open | can't open",
        "can\u00e2\u20ac\u2122t | can't",
        "can&amp;#39;t &lt;b&gt;open&lt;/b&gt; | can't open",
        "<b>A</b> &amp; B\u200b | A & B",
      })
  void form_is_taken_away(String received, String read) {
    assertThat(TextReader.plain(received)).isEqualTo(read);
  }

  @Test
  void a_saved_statement_is_read_again_and_an_unknown_one_left_out() {
    Statement statement =
        new Statement(Paragraph.MORE_INFO, Subject.METHOD, "imap", Statement.Polarity.FAILS, true);
    assertThat(Statement.parse(statement.toString())).contains(statement);
    assertThat(Statement.parse("more-info method imap sparkles")).isEmpty();
    assertThat(Statement.parse("?")).isEmpty();
  }
}
