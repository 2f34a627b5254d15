package io.mailbuoy.contracts.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.event.ChangeEvent;
import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.contracts.event.Protocol;
import io.mailbuoy.contracts.event.Role;
import io.mailbuoy.contracts.event.Target;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class TopicTest {
  private static final ChangeEvent CHANGE =
      new ChangeEvent(
          "contoso", Instant.parse("2026-01-02T00:01:00Z"), "a change", List.of(), null, null);
  private static final TraceParent TRACE =
      new TraceParent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

  @Test
  void namesAndKeysAreThoseOfTheContract() {
    assertThat(Topics.all())
        .extracting(Topic::name, Topic::keyedBy, Topic::settings)
        .extracting(Object::toString)
        .containsExactly(
            "(\"mailbuoy.targets\", \"target id\", {\"cleanup.policy\"=\"compact\"})",
            "(\"mailbuoy.probe-results\", \"target id\", " + kept(7) + ")",
            "(\"mailbuoy.service-incidents\", \"tenant/incident id\","
                + " {\"cleanup.policy\"=\"compact\"})",
            "(\"mailbuoy.changes\", \"tenant\", " + kept(30) + ")",
            "(\"mailbuoy.target-health\", \"target id\", {\"cleanup.policy\"=\"compact\"})",
            "(\"mailbuoy.alerts\", \"alert id\", {\"cleanup.policy\"=\"compact\"})",
            "(\"mailbuoy.alert-commands\", \"tenant\", " + kept(30) + ")",
            "(\"mailbuoy.deliveries\", \"alert id/channel\", {\"cleanup.policy\"=\"compact\"})");
  }

  private static String kept(int days) {
    return "{\"cleanup.policy\"=\"delete\", \"retention.ms\"=\"" + days * 86_400_000L + "\"}";
  }

  @Test
  void headersAreCloudEventsInBinaryMode() {
    Headers headers = Topics.CHANGES.headers(CHANGE, "/mailbuoy/test", TRACE);
    assertThat(headers.toArray())
        .extracting(header -> header.key() + "=" + new String(header.value(), UTF_8))
        .containsExactly(
            "ce_specversion=1.0",
            "ce_id=" + Topics.CHANGES.id().apply(CHANGE),
            "ce_type=mailbuoy.change.v1",
            "ce_source=/mailbuoy/test",
            "ce_time=2026-01-02T00:01:00Z",
            "content-type=application/json",
            "traceparent=" + TRACE.text());
  }

  @Test
  void idsDependOnTheContentAlone() {
    Target one = target("imaps://a.example.org");
    assertThat(Topics.TARGETS.id().apply(one))
        .isEqualTo(Topics.TARGETS.id().apply(target("imaps://a.example.org")))
        .isNotEqualTo(Topics.TARGETS.id().apply(target("imaps://b.example.org")))
        .isEqualTo("inbox/ef71dc00-2132-38d2-90ee-520f3d2a26a1");
  }

  private static Target target(String url) {
    return new Target(
        "inbox",
        null,
        "own-mail",
        Open.of(Protocol.IMAP),
        Open.of(Role.SUBJECT),
        url,
        null,
        "none",
        60_000,
        30_000);
  }

  @Test
  void aDeadLetterKeepsItsHeadersAndSaysWhy() {
    Headers headers = Topics.CHANGES.headers(CHANGE, "/mailbuoy/test", TRACE);
    DeadLetter.mark(headers, "not a ChangeEvent", "mailbuoy.changes", 3, 42);
    assertThat(Topic.headerText(headers, "ce_type")).isEqualTo("mailbuoy.change.v1");
    assertThat(Topic.headerText(headers, DeadLetter.REASON)).isEqualTo("not a ChangeEvent");
    assertThat(Topic.headerText(headers, DeadLetter.TOPIC)).isEqualTo("mailbuoy.changes");
    assertThat(Topic.headerText(headers, DeadLetter.PARTITION)).isEqualTo("3");
    assertThat(Topic.headerText(headers, DeadLetter.OFFSET)).isEqualTo("42");
    assertThat(Topic.headerText(headers, "nothing")).isNull();
    assertThat(Topics.CHANGES.deadLetters()).isEqualTo("mailbuoy.changes.dead-letters");
  }

  @Test
  void aTraceGoesOnInAChild() {
    TraceParent child = TRACE.child();
    assertThat(child.text()).startsWith("00-0af7651916cd43dd8448eb211c80319c-").endsWith("-01");
    assertThat(child).isNotEqualTo(TRACE);
    Headers headers = new RecordHeaders();
    headers.add(TraceParent.HEADER, TRACE.text().getBytes(UTF_8));
    assertThat(TraceParent.of(headers)).isEqualTo(TRACE);
  }

  @Test
  void aTraceThatCannotBeReadIsANewOne() {
    for (String unreadable :
        List.of("", "00-xyz", "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")) {
      Headers headers = new RecordHeaders();
      headers.add(TraceParent.HEADER, unreadable.getBytes(UTF_8));
      assertThat(TraceParent.of(headers).text()).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01");
    }
    assertThat(TraceParent.of(new RecordHeaders())).isNotEqualTo(TraceParent.start());
  }

  @Test
  void aTraceOfZerosIsInvalid() {
    Headers headers = new RecordHeaders();
    String zeros = "00-00000000000000000000000000000000-b7ad6b7169203331-01";
    headers.add(TraceParent.HEADER, zeros.getBytes(UTF_8));
    assertThat(TraceParent.of(headers).text()).isNotEqualTo(zeros);
  }
}
