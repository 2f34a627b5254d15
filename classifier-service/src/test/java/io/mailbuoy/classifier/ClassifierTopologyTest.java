package io.mailbuoy.classifier;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.classifier.core.Feed;
import io.mailbuoy.classifier.core.Story;
import io.mailbuoy.classifier.core.Tuning;
import io.mailbuoy.classifier.stream.StateKeeping;
import io.mailbuoy.classifier.stream.Watermark;
import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.AlertState;
import io.mailbuoy.contracts.event.Cause;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.HealthState;
import io.mailbuoy.contracts.event.ProbeResult;
import io.mailbuoy.contracts.event.Protocol;
import io.mailbuoy.contracts.event.Role;
import io.mailbuoy.contracts.event.ServiceIncident;
import io.mailbuoy.contracts.event.TargetHealth;
import io.mailbuoy.contracts.kafka.DeadLetter;
import io.mailbuoy.contracts.kafka.Topic;
import io.mailbuoy.contracts.kafka.Topics;
import io.mailbuoy.contracts.kafka.TraceParent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The topology from topic to topic, without a broker.
class ClassifierTopologyTest {
  private static final String BEGIN = "2026-02-01T10:00:00Z";
  private static final String FROM = "2026-02-01T11:00:00Z";
  private static final String TO = "2026-02-01T11:30:00Z";
  private static final String END = "2026-02-01T12:30:00Z";

  @TempDir Path folder;
  TopologyTestDriver driver;
  final AtomicLong readUpTo = new AtomicLong(Watermark.IN_ORDER.millis());

  @BeforeEach
  void start() {
    driver = driver("first");
  }

  @AfterEach
  void stop() {
    driver.close();
  }

  private TopologyTestDriver driver(String name) {
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, ClassifierTopology.APPLICATION_ID);
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:9092");
    settings.put(StreamsConfig.STATE_DIR_CONFIG, folder.resolve(name).toString());
    Clock clock = Clock.fixed(Instant.parse("2026-02-01T13:00:00Z"), ZoneOffset.UTC);
    return new TopologyTestDriver(
        new ClassifierTopology(Tuning.DEFAULT, StateKeeping.WITH_EVERY_RECORD, clock, readUpTo::get)
            .build(),
        settings);
  }

  private static Story outage() {
    return Story.of(3, BEGIN)
        .mailboxes(6)
        .controls()
        .trouble(
            FROM, TO, Story.exchange(), FailureKind.AUTH_REJECTED, "NO AUTHENTICATE failed.", 1);
  }

  private TestInputTopic<String, byte[]> input(Topic<?> topic) {
    return driver.createInputTopic(topic.name(), new StringSerializer(), new ByteArraySerializer());
  }

  private void tell(List<Story.Timed> events) {
    TestInputTopic<String, byte[]> results = input(Topics.PROBE_RESULTS);
    for (Story.Timed event : events) {
      ProbeResult result = event.result();
      if (result != null) {
        results.pipeInput(
            result.targetId(), Topics.PROBE_RESULTS.codec().write(result), event.at());
      }
    }
  }

  private List<TestRecord<String, byte[]>> output(String topic) {
    return driver
        .createOutputTopic(topic, new StringDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList();
  }

  private List<Alert> alerts() {
    return output(Topics.ALERTS.name()).stream()
        .map(record -> Topics.ALERTS.codec().read(record.value()))
        .toList();
  }

  @Test
  void its_description_is_the_committed_one() throws IOException {
    String now =
        new ClassifierTopology(
                Tuning.DEFAULT,
                StateKeeping.WITH_EVERY_RECORD,
                Clock.systemUTC(),
                Watermark.IN_ORDER)
            .build()
            .describe()
            .toString();
    try (var in = ClassifierTopologyTest.class.getResourceAsStream("topology.txt")) {
      assertThat(in).as("topology.txt").isNotNull();
      assertThat(now.strip())
          .as("a changed name is a changed topic or store of running installations")
          .isEqualTo(new String(in.readAllBytes(), UTF_8).strip());
    }
  }

  @Test
  void results_become_alerts_and_health() {
    tell(outage().events(END));

    List<TestRecord<String, byte[]>> records = output(Topics.ALERTS.name());
    List<Alert> alerts =
        records.stream().map(record -> Topics.ALERTS.codec().read(record.value())).toList();
    assertThat(alerts.stream().map(Alert::alertId).distinct()).hasSize(1);
    assertThat(records)
        .allSatisfy(record -> {
          Alert alert = Topics.ALERTS.codec().read(record.value());
          assertThat(record.key()).isEqualTo(alert.alertId());
          assertThat(record.getRecordTime()).isEqualTo(alert.occurredAt());
        });
    assertThat(alerts.getLast().state().value()).isEqualTo(AlertState.RESOLVED);

    List<TargetHealth> health =
        output(Topics.TARGET_HEALTH.name()).stream()
            .map(record -> Topics.TARGET_HEALTH.codec().read(record.value()))
            .toList();
    assertThat(health).anyMatch(h -> h.locations().getFirst().state().is(HealthState.FAILING));
    assertFewUnchanged(health);
  }

  /// What has not changed is told once in five seconds, and of each target every half hour.
  private static void assertFewUnchanged(List<TargetHealth> health) {
    Map<String, Instant> since = new HashMap<>();
    Set<Long> fiveSeconds = new HashSet<>();
    int unchanged = 0;
    for (TargetHealth each : health) {
      TargetHealth.AtLocation place = each.locations().getFirst();
      if (place.since().equals(since.put(each.targetId(), place.since()))) {
        unchanged++;
        fiveSeconds.add(place.updatedAt().getEpochSecond() / 5);
      }
    }
    assertThat(unchanged).isPositive();
    assertThat(unchanged).isLessThanOrEqualTo(fiveSeconds.size() + since.size() * 6);
  }

  @Test
  void the_trace_goes_from_the_result_to_the_alert() {
    TraceParent cause = TraceParent.start();
    for (Story.Timed event : outage().events(END)) {
      ProbeResult result = event.result();
      if (result != null) {
        Headers headers = Topics.PROBE_RESULTS.headers(result, "/test", cause);
        input(Topics.PROBE_RESULTS)
            .pipeInput(
                new TestRecord<>(
                    result.targetId(),
                    Topics.PROBE_RESULTS.codec().write(result),
                    headers,
                    event.at()));
      }
    }
    Headers headers = output(Topics.ALERTS.name()).getFirst().headers();
    String trace = cause.text().substring(0, 35);
    assertThat(Topic.headerText(headers, TraceParent.HEADER)).startsWith(trace);
    assertThat(Topic.headerText(headers, "ce_type")).isEqualTo("mailbuoy.alert.v1");
  }

  @Test
  void poison_on_every_topic_is_set_aside_with_its_reason_and_the_rest_goes_on() {
    List<Story.Timed> events = outage().events(END);
    tell(events.subList(0, events.size() / 2));
    List<Topic<?>> read =
        List.of(
            Topics.TARGETS,
            Topics.PROBE_RESULTS,
            Topics.SERVICE_INCIDENTS,
            Topics.CHANGES,
            Topics.ALERTS);
    for (Topic<?> topic : read) {
      input(topic).pipeInput("poison", "{\"this\": is no event".getBytes(UTF_8));
      input(topic).pipeInput("empty", new byte[0]);
    }
    tell(events.subList(events.size() / 2, events.size()));

    for (Topic<?> topic : read) {
      List<TestRecord<String, byte[]>> dead = output(topic.deadLetters());
      assertThat(dead).as(topic.deadLetters()).hasSize(2);
      TestRecord<String, byte[]> poison = dead.getFirst();
      assertThat(poison.key()).isEqualTo("poison");
      assertThat(new String(poison.value(), UTF_8)).isEqualTo("{\"this\": is no event");
      assertThat(Topic.headerText(poison.headers(), DeadLetter.REASON)).isNotBlank();
      assertThat(Topic.headerText(poison.headers(), DeadLetter.TOPIC)).isEqualTo(topic.name());
    }
    assertThat(alerts().getLast().state().value()).isEqualTo(AlertState.RESOLVED);
  }

  @Test
  void an_incident_wakes_an_open_alert_by_itself() {
    tell(outage().events("2026-02-01T11:10:00Z"));
    alerts();
    ServiceIncident incident =
        new ServiceIncident(
            Story.TENANT,
            Instant.parse("2026-02-01T11:10:00Z"),
            "graph",
            Feed.imapOutage().start(FROM).json());
    input(Topics.SERVICE_INCIDENTS)
        .pipeInput(
            Topics.SERVICE_INCIDENTS.key().apply(incident),
            Topics.SERVICE_INCIDENTS.codec().write(incident));

    assertThat(alerts())
        .singleElement()
        .satisfies(alert -> assertThat(alert.provider().acknowledged()).isTrue());
  }

  @Test
  void tenants_do_not_mix_and_a_control_without_a_tenant_serves_all() {
    List<Story.Timed> first = outage().events(END);
    List<Story.Timed> both = new ArrayList<>();
    for (Story.Timed event : first) {
      both.add(event);
      ProbeResult result = event.result();
      if (result != null && result.tenant() != null && result.failure() == null) {
        both.add(new Story.Timed(event.at(), event.event(), of(result, "fabrikam")));
      }
    }
    tell(both);

    List<Alert> alerts = alerts();
    assertThat(alerts.stream().map(Alert::tenant).distinct()).containsExactly(Story.TENANT);
    assertThat(alerts.getFirst().impact().working()).contains("own-mail");
    assertThat(alerts.getFirst().impact().targetsTotal()).isEqualTo(6);
  }

  private static ProbeResult of(ProbeResult r, String tenant) {
    return new ProbeResult(
        tenant + r.id(),
        r.cycle(),
        tenant + "-" + r.targetId(),
        tenant,
        r.location(),
        r.service(),
        r.protocol(),
        r.role(),
        r.startedAt(),
        r.durationMillis(),
        r.attempt(),
        r.outcome(),
        r.phases(),
        r.failure(),
        r.server(),
        r.tls());
  }

  @Test
  void a_restart_goes_on_with_the_same_alert_and_says_its_last_word_again() {
    List<Story.Timed> events = outage().events(END);
    tell(events);
    List<Alert> expected = alerts();

    driver.close();
    driver = driver("second");
    Instant crash = Instant.parse("2026-02-01T11:15:00Z");
    int half = (int) events.stream().filter(event -> event.at().isBefore(crash)).count();
    tell(events.subList(0, half));
    List<Alert> before = alerts();
    Map<String, byte[]> changelog = changelog();

    driver.close();
    driver = driver("third");
    KeyValueStore<String, byte[]> store = driver.getKeyValueStore("tenants");
    changelog.forEach(store::put);
    // What was processed but not committed comes again.
    tell(events.subList(half - 30, events.size()));
    List<Alert> after = alerts();

    assertThat(after.getFirst()).isEqualTo(before.getLast());
    List<Alert> all = new ArrayList<>(before);
    all.addAll(after.subList(1, after.size()));
    assertThat(all).isEqualTo(expected);
  }

  /// The changelog is cut off at each place within the records that opened and that ended the
  /// alert.
  @Test
  void a_crash_between_the_parts_of_one_record_neither_loses_the_alert_nor_repeats_it() {
    List<Story.Timed> events = outage().events(END);
    for (String transition : List.of("opened", "resolved")) {
      driver.close();
      driver = driver("to-" + transition);
      int fed = feedUntil(events, transition);
      List<TestRecord<String, byte[]>> changes =
          output(ClassifierTopology.APPLICATION_ID + "-tenants-changelog");
      for (int cut = Math.max(0, changes.size() - 12); cut <= changes.size(); cut++) {
        driver.close();
        driver = driver(transition + "-" + cut);
        KeyValueStore<String, byte[]> store = driver.getKeyValueStore("tenants");
        for (TestRecord<String, byte[]> change : changes.subList(0, cut)) {
          store.put(change.key(), change.value());
        }
        tell(events.subList(fed - 30, events.size()));
        List<Alert> after = alerts();
        assertThat(after.stream().map(Alert::alertId).distinct())
            .as("%s, cut off at %d of %d", transition, cut, changes.size())
            .hasSize(1);
        assertThat(after.getLast().state().is(AlertState.RESOLVED)).isTrue();
        assertThat(after.stream().filter(alert -> alert.state().is(AlertState.RESOLVED)).distinct())
            .as("%s, cut off at %d of %d: its end", transition, cut, changes.size())
            .hasSize(1);
      }
    }
  }

  private static final List<String> TENANTS = List.of(Story.TENANT, "fabrikam", "woodgrove");

  /// One mailbox of each of three tenants is refused, and the others of each are well.
  private static Story threeTenants() {
    Story story = Story.of(4, BEGIN).mailboxes(4).controls();
    for (String tenant : TENANTS.subList(1, TENANTS.size())) {
      for (int i = 0; i < 4; i++) {
        story.probe(
            tenant + "-" + i,
            tenant,
            "exchange-online",
            Protocol.IMAP,
            Role.SUBJECT,
            Duration.ofMinutes(1),
            Story.FRA);
      }
    }
    return story.trouble(
        FROM,
        TO,
        Story.only("mb-00", "fabrikam-0", "woodgrove-0"),
        FailureKind.AUTH_REJECTED,
        "NO AUTHENTICATE failed.",
        1);
  }

  @Test
  void what_three_tenants_see_at_once_is_the_provider_s_and_nobody_is_named() {
    tell(threeTenants().events(END));

    List<Alert> all = alerts();
    for (String tenant : TENANTS) {
      List<Alert> alerts = all.stream().filter(a -> tenant.equals(a.tenant())).toList();
      assertThat(alerts.stream().map(Alert::alertId).distinct()).hasSize(1);
      assertThat(alerts).hasSizeLessThanOrEqualTo(4);
      assertThat(alerts.getLast().verdict().cause().value()).isEqualTo(Cause.PROVIDER_OUTAGE);
      assertThat(alerts.getLast().evidence())
          .anyMatch(fact -> fact.startsWith("2 other tenants see the same since 11:0"));
      for (Alert alert : alerts) {
        String told = new String(Topics.ALERTS.codec().write(alert), UTF_8);
        assertThat(TENANTS.stream().filter(told::contains)).containsExactly(tenant);
      }
    }
  }

  /// @return how many events it took
  private int feedUntil(List<Story.Timed> events, String transition) {
    for (int fed = 0; fed < events.size(); fed++) {
      tell(events.subList(fed, fed + 1));
      if (alerts().stream().anyMatch(alert -> alert.transition().text().equals(transition))) {
        return fed + 1;
      }
    }
    throw new AssertionError("there is no " + transition);
  }

  @Test
  void alerts_that_are_read_back_again_change_nothing() {
    tell(threeTenants().events("2026-02-01T11:20:00Z"));
    List<Alert> told = alerts();
    assertThat(told).isNotEmpty();
    for (Alert alert : told) {
      input(Topics.ALERTS).pipeInput(alert.alertId(), Topics.ALERTS.codec().write(alert));
    }
    assertThat(alerts()).isEmpty();
  }

  @Test
  void what_others_see_outlives_a_restart() {
    List<Story.Timed> events = threeTenants().events(END);
    tell(events);
    List<Alert> expected = alerts();

    driver.close();
    driver = driver("second");
    Instant crash = Instant.parse("2026-02-01T11:02:30Z"); // some have told, and some have not
    int half = (int) events.stream().filter(event -> event.at().isBefore(crash)).count();
    tell(events.subList(0, half));
    List<Alert> all = new ArrayList<>(alerts());
    Map<String, byte[]> changelog = changelog();

    driver.close();
    driver = driver("third");
    KeyValueStore<String, byte[]> store = driver.getKeyValueStore("tenants");
    changelog.forEach(store::put);
    tell(events.subList(half - 10, events.size()));
    all.addAll(alerts());
    assertThat(all.stream().map(ClassifierTopologyTest::essence).distinct())
        .containsExactlyInAnyOrderElementsOf(
            expected.stream().map(ClassifierTopologyTest::essence).toList());
  }

  /// A revision that follows from another tenant's is dated by the clock of its own tenant, which
  /// goes on by itself for a moment after a start.
  private static String essence(Alert a) {
    return a.alertId()
        + "/"
        + a.revision()
        + "/"
        + a.transition().text()
        + "/"
        + a.verdict().cause().text();
  }

  private Map<String, byte[]> changelog() {
    Map<String, byte[]> state = new LinkedHashMap<>();
    for (TestRecord<String, byte[]> change :
        output(ClassifierTopology.APPLICATION_ID + "-tenants-changelog")) {
      if (change.value() == null) {
        state.remove(change.key());
      } else {
        state.put(change.key(), change.value());
      }
    }
    return state;
  }

  @Test
  void a_target_that_is_not_probed_any_more_is_forgotten() {
    tell(outage().events("2026-02-01T10:30:00Z"));
    output(Topics.TARGET_HEALTH.name());
    input(Topics.TARGETS).pipeInput("mb-00", (byte[]) null);

    assertThat(output(Topics.TARGET_HEALTH.name()))
        .singleElement()
        .satisfies(record -> {
          assertThat(record.key()).isEqualTo("mb-00");
          assertThat(record.value()).isNull();
        });
  }

  @Test
  void the_wall_clock_alone_reports_no_blindness_before_as_much_real_silence() {
    tell(outage().events("2026-02-01T10:30:00Z"));
    alerts();
    driver.advanceWallClockTime(Duration.ofHours(1)); // the driver's clock, not real silence
    assertThat(alerts()).isEmpty();
  }

  private void tellIncidentAt(String time) {
    ServiceIncident incident =
        new ServiceIncident(
            Story.TENANT,
            Instant.parse(time),
            "graph",
            Feed.issue("SP1", "SharePoint").service("SharePoint Online").json());
    input(Topics.SERVICE_INCIDENTS)
        .pipeInput("contoso/SP1", Topics.SERVICE_INCIDENTS.codec().write(incident));
  }

  @Test
  void while_a_backlog_is_read_nobody_is_silent_only_because_others_were_read_before() {
    readUpTo.set(0);
    List<Story.Timed> quiet = Story.of(3, BEGIN).mailboxes(6).controls().events(END);
    int read = quiet.size() / 3;
    tell(quiet.subList(0, read));
    tellIncidentAt(END); // from another partition, and an hour ahead
    tell(quiet.subList(read, quiet.size()));
    assertThat(alerts()).isEmpty();
    readUpTo.set(Instant.parse(END).toEpochMilli());
    tellIncidentAt("2026-02-01T12:31:00Z");
    assertThat(alerts()).isEmpty();
  }

  @Test
  void a_silence_that_ended_within_a_backlog_is_told() {
    readUpTo.set(0);
    tell(quietExcept("2026-02-01T10:30:00Z", "2026-02-01T11:10:00Z"));
    assertThat(alerts())
        .extracting(alert -> alert.transition().text())
        .containsExactly("opened", "resolved");
  }

  @Test
  void the_same_silence_is_told_in_the_same_words_whether_it_is_read_late_or_not() {
    List<Story.Timed> events = quietExcept("2026-02-01T10:30:00Z", "2026-02-01T11:10:00Z");
    tell(events);
    List<Alert> expected = alerts();
    driver.close();
    driver = driver("late");
    readUpTo.set(0);
    tell(events);
    assertThat(alerts()).isEqualTo(expected);
  }

  private static List<Story.Timed> quietExcept(String from, String to) {
    return Story.of(3, BEGIN).mailboxes(6).controls().events(END).stream()
        .filter(event ->
            event.at().isBefore(Instant.parse(from)) || event.at().isAfter(Instant.parse(to)))
        .toList();
  }

  @Test
  void a_silence_that_goes_on_is_told_when_the_backlog_has_been_read() {
    readUpTo.set(0);
    tell(outage().events("2026-02-01T10:30:00Z"));
    tellIncidentAt("2026-02-01T11:00:00Z");
    assertThat(alerts()).isEmpty();
    readUpTo.set(Instant.parse("2026-02-01T11:01:00Z").toEpochMilli());
    tellIncidentAt("2026-02-01T11:02:00Z");
    assertThat(alerts())
        .singleElement()
        .satisfies(
            alert -> assertThat(alert.verdict().cause().value()).isEqualTo(Cause.MONITORING_BLIND));
  }

  @Test
  void blindness_is_reported_when_the_tenant_s_time_goes_on_without_results() {
    tell(outage().events("2026-02-01T10:30:00Z"));
    alerts();
    ServiceIncident later =
        new ServiceIncident(
            Story.TENANT,
            Instant.parse("2026-02-01T11:00:00Z"),
            "graph",
            Feed.issue("SP1", "SharePoint").service("SharePoint Online").json());
    input(Topics.SERVICE_INCIDENTS)
        .pipeInput("contoso/SP1", Topics.SERVICE_INCIDENTS.codec().write(later));

    assertThat(alerts())
        .singleElement()
        .satisfies(
            alert -> assertThat(alert.verdict().cause().value()).isEqualTo(Cause.MONITORING_BLIND));
  }
}
