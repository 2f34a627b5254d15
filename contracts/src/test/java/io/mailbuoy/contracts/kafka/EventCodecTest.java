package io.mailbuoy.contracts.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mailbuoy.contracts.event.Delivery;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.ProbeResult;
import io.mailbuoy.contracts.event.ServiceIncident;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventCodecTest {
  private static final String START =
      "{\"targetId\":\"a\",\"service\":\"s\",\"protocol\":\"imap\",\"outcome\":\"success\"";

  /// The word that must stand in no message.
  private static final String HIDDEN = "hunter2";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "hunter2 | not a ProbeResult: the value is not JSON (line 1, column 1)",
        "{\"targetId\":\"hunter2 | not a ProbeResult: the JSON ends too early (line 1, column 21)",
        "null | not a ProbeResult: the value is the JSON word null",
        "[\"hunter2\"] | not a ProbeResult: the value is not one ProbeResult (line 1, column 1)",
        "\"hunter2\" | not a ProbeResult: the value is not one ProbeResult (line 1, column 1)",
        "{} | not a ProbeResult: the field 'targetId' is missing or empty (line 1, column 2)",
        "{\"targetId\":\"a\",\"service\":\"s\",\"protocol\":\"imap\",\"outcome\":\"success\",\"startedAt\":\"hunter2\"}"
            + " | not a ProbeResult: the field 'startedAt' is not one Instant (line 1, column 81)",
        "{\"targetId\":\"a\",\"phases\":[{\"phase\":\"dns\",\"millis\":\"hunter2\"}]}"
            + " | not a ProbeResult: the field 'phases[0].millis' is not one long (line 1, column 51)",
        "{\"targetId\":\"a\",\"protocol\":{\"x\":\"hunter2\"}}"
            + " | not a ProbeResult: the field 'protocol' is not one Open (line 1, column 28)",
        "{\"targetId\":\"a\",\"phases\":[null],\"hidden\":\"hunter2\"}"
            + " | not a ProbeResult: the field 'service' is missing or empty (line 1, column 51)",
      })
  void saysWhyAndWhereWithoutTheValue(String json, String message) {
    assertThatExceptionOfType(UnreadableEventException.class)
        .isThrownBy(() -> read(json))
        .withMessage(message)
        .satisfies(e -> {
          StringWriter printed = new StringWriter();
          e.printStackTrace(new PrintWriter(printed));
          assertThat(printed.toString()).doesNotContain(HIDDEN);
        });
  }

  /// What a receipt of before there were digests tells of was told by itself, so that no end waits.
  @Test
  void aReceiptThatSaysNothingOfDigestsIsOfNone() throws Exception {
    Delivery receipt =
        Topics.DELIVERIES
            .codec()
            .read(
                """
                {"alertId":"a","revision":1,"channel":"team","kind":"teams","status":"delivered","attempts":1,
                 "at":"2026-01-05T11:00:01Z","told":{"firstRevision":1,"revision":1,"at":"2026-01-05T11:00:01Z",
                 "title":"t","resolved":false,"acknowledged":false,"severity":"info","faultDomain":"network",
                 "cause":"network-path","confirmedBy":[]}}
                """
                    .getBytes(UTF_8));
    assertThat(receipt.told()).satisfies(told -> assertThat(told.digested()).isFalse());
  }

  @Test
  void nothingIsNoEvent() {
    for (byte[] nothing : new byte[][] {{}, null}) {
      assertThatExceptionOfType(UnreadableEventException.class)
          .isThrownBy(() -> Topics.PROBE_RESULTS.codec().read(nothing))
          .withMessage("not a ProbeResult: the value is empty");
    }
  }

  @Test
  void moreThanOneEventIsNone() {
    String json = START + ",\"startedAt\":\"2026-01-02T00:01:00Z\"}";
    assertThatExceptionOfType(UnreadableEventException.class).isThrownBy(() -> read(json + json));
    assertThat(read(json + " \n").targetId()).isEqualTo("a");
  }

  @Test
  void aFailureNeedsItsReason() {
    String json = START.replace("success", "failure") + ",\"startedAt\":\"2026-01-02T00:01:00Z\"}";
    assertThatExceptionOfType(UnreadableEventException.class)
        .isThrownBy(() -> read(json))
        .withMessageContaining("the outcome is a failure and the field 'failure' is missing");
  }

  @Test
  void anUnknownWordIsKeptAndMeansUnknown() {
    String json =
        START.replace("success", "failure")
            + ",\"startedAt\":\"2026-01-02T00:01:00Z\","
            + "\"failure\":{\"phase\":\"handshake\",\"kind\":\"flooded\",\"retryable\":true}}";
    ProbeResult result = read(json);
    ProbeResult.Failure failure = Objects.requireNonNull(result.failure());
    assertThat(failure.kind().value()).isEqualTo(FailureKind.UNKNOWN);
    assertThat(failure.kind().text()).isEqualTo("flooded");
    assertThat(new String(Topics.PROBE_RESULTS.codec().write(result), UTF_8))
        .contains("\"kind\":\"flooded\"")
        .contains("\"phase\":\"handshake\"");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-02T00:01:00Z, 2026-01-02T00:01:00Z",
    "2026-01-02T00:01:00.000Z, 2026-01-02T00:01:00Z",
    "2026-01-02T00:01:00.5Z, 2026-01-02T00:01:00.500Z",
    "2026-01-02T00:01:00.123456789Z, 2026-01-02T00:01:00.123456789Z",
    "2026-01-02T01:01:00+01:00, 2026-01-02T00:01:00Z",
    "2026-01-01T18:31:00.250-05:30, 2026-01-02T00:01:00.250Z",
    "2026-01-02t00:01:00z, 2026-01-02T00:01:00Z",
    "2026-12-31T23:59:60Z, 2026-12-31T23:59:59Z",
    "2028-02-29T00:00:00Z, 2028-02-29T00:00:00Z",
  })
  void timestampsMayHaveAnyOffsetAndPrecision(String written, String read) {
    assertThat(read(START + ",\"startedAt\":\"" + written + "\"}").startedAt())
        .isEqualTo(Instant.parse(read));
  }

  @ParameterizedTest
  @CsvSource({
    "1767312060",
    "1767312060000",
    "\"1767312060\"",
    "\"2026-01-02\"",
    "\"2026-01-02T00:01:00\"",
    "\"2026-13-02T00:01:00Z\"",
    "\"2026-02-29T00:01:00Z\"",
    "\"2026-01-02T25:01:00Z\"",
    "\"2026-01-02T00:01:00.Z\"",
    "\"2026-01-02T00:01:00.1x3Z\"",
    "true",
  })
  void whatIsNoTimestampIsRefused(String written) {
    assertThatExceptionOfType(UnreadableEventException.class)
        .isThrownBy(() -> read(START + ",\"startedAt\":" + written + "}"))
        .withMessageContaining("'startedAt'");
  }

  @Test
  void theFastWayReadsTimestampsAsTheGeneralOneDoes() {
    java.util.Random random = new java.util.Random(5);
    for (int i = 0; i < 5000; i++) {
      Instant instant =
          Instant.ofEpochSecond(
              random.nextLong(0, 253_402_300_800L), random.nextInt(1_000_000_000));
      assertThat(read(START + ",\"startedAt\":\"" + instant + "\"}").startedAt())
          .isEqualTo(instant);
    }
  }

  @Test
  void whatTheProviderSentComesBackAsItWas() {
    String json =
        "{\"tenant\":\"contoso\",\"observedAt\":\"2026-01-08T04:45:00Z\",\"source\":\"graph\",\"incident\":"
            + "{\"id\":\"EX1\",\"big\":12345678901234567890,\"exact\":0.10000000000000000001,"
            + "\"zeros\":1.500,\"nothing\":null,\"text\":\"\u00e2\u20ac\u2122 &nbsp; \\u0000\","
            + "\"when\":\"2026-01-08T04:35:17.1234567Z\",\"empty\":{},\"list\":[]}}";
    ServiceIncident incident = Topics.SERVICE_INCIDENTS.codec().read(json.getBytes(UTF_8));
    assertThat(new String(Topics.SERVICE_INCIDENTS.codec().write(incident), UTF_8)).isEqualTo(json);
  }

  private static ProbeResult read(String json) {
    return Topics.PROBE_RESULTS.codec().read(json.getBytes(UTF_8));
  }
}
