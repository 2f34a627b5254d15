package io.mailbuoy.probe.logs;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.probe.imap.ServerAnswers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnFormatTest {
  private static LineReader reader(String failure, String... successes) {
    return new OwnFormat(List.of(failure), List.of(successes), ServerAnswers.load());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fetch for ann: failed (NO AUTHENTICATE failed.)|authenticate auth-rejected ann",
        "fetch for ann: failed (BAD User is authenticated but not connected.)|unknown auth-then-unusable ann",
        "fetch for ann: failed (something else)|unknown unknown ann",
        "fetch for ann: ok (12)|ok ann",
        "fetch for ann: SUCCESS (12)|ok ann",
        "done with ann|ok ann",
        "nothing of this kind|-",
      })
  void says(String line, String expected) {
    LineReader reader =
        reader(
            "fetch for (?P<user>\\w+): (?P<outcome>\\w+) \\((?P<text>.*)\\)",
            "done with (?P<user>\\w+)");
    assertThat(LogFormatsTest.said(reader.read(line))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "E connect connect-refused|connect connect-refused",
        "E CONNECT TIMEOUT|connect timeout",
        "E nowhere nothing|unknown unknown",
      })
  void a_line_may_name_phase_and_kind(String line, String expected) {
    LineReader reader = reader("^E (?P<phase>\\S+) (?P<kind>\\S+)");
    assertThat(LogFormatsTest.said(reader.read(line))).isEqualTo(expected);
  }

  @Test
  void without_groups_the_whole_line_is_the_servers_text() {
    assertThat(LogFormatsTest.said(reader("cannot").read("cannot: NO Server Unavailable. 15")))
        .isEqualTo("unknown server-unavailable");
  }

  @Test
  void an_expression_that_others_match_for_ever_ends() {
    assertThat(reader("(a+)+$").read("a".repeat(8_000) + "!")).isEqualTo(new Finding.Nothing());
  }
}
