package io.mailbuoy.classifier.core;

import com.fasterxml.jackson.databind.JsonNode;
import io.mailbuoy.classifier.core.state.TenantState;
import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.ChangeEvent;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.contracts.event.Outcome;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.contracts.event.ProbeResult;
import io.mailbuoy.contracts.event.Protocol;
import io.mailbuoy.contracts.event.Role;
import io.mailbuoy.contracts.event.ServiceIncident;
import io.mailbuoy.contracts.event.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A scenario: what is probed, what goes wrong when, what the provider says and what is changed. It
/// is played to the classifier in event time, and the same seed plays the same story.
public final class Story {
  public static final String TENANT = "contoso";
  public static final String FRA = "fra1";
  private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

  private final long seed;
  private final Random random;
  private final Instant begin;
  private final List<Probed> probed = new ArrayList<>();
  private final List<Trouble> troubles = new ArrayList<>();
  private final List<Silence> silences = new ArrayList<>();
  private final List<Timed> events = new ArrayList<>();
  private double noise;
  private double retrySuccess = -1;
  private Tuning tuning = Tuning.DEFAULT;
  private @Nullable Latency latency;

  /// A target at a location.
  public record Probed(
      String id,
      @Nullable String tenant,
      String service,
      Protocol protocol,
      Role role,
      Duration interval,
      String location) {}

  /// An event and when it is told.
  public record Timed(Instant at, Event event, @Nullable ProbeResult result) {}

  private record Trouble(
      Instant from,
      Instant to,
      Predicate<Probed> who,
      FailureKind kind,
      String said,
      double rate) {}

  private record Silence(Instant from, Instant to, Predicate<Probed> who) {}

  private Story(long seed, Instant begin) {
    this.seed = seed;
    this.random = new Random(seed);
    this.begin = begin;
  }

  public static Story of(long seed, String begin) {
    return new Story(seed, Instant.parse(begin));
  }

  /// Mailboxes of Exchange Online, `mb-00` and so on, that are probed once a minute.
  public Story mailboxes(int count) {
    return mailboxes(count, FRA);
  }

  public Story mailboxes(int count, String location) {
    for (int i = 0; i < count; i++) {
      probe(
          "mb-%02d".formatted(i),
          TENANT,
          "exchange-online",
          Protocol.IMAP,
          Role.SUBJECT,
          Duration.ofMinutes(1),
          location);
    }
    return this;
  }

  /// The usual controls: Outlook on the web, the token endpoint, the admin centre, and a mailbox
  /// elsewhere that belongs to no tenant.
  public Story controls() {
    return controls(FRA);
  }

  public Story controls(String location) {
    Duration minute = Duration.ofMinutes(1);
    probe("owa", TENANT, "outlook-web", Protocol.HTTPS, Role.CONTROL, minute, location);
    probe(
        "tok", TENANT, "entra-id", Protocol.TOKEN, Role.CONTROL, minute.multipliedBy(5), location);
    probe("graph", TENANT, "m365-admin-centre", Protocol.GRAPH, Role.CONTROL, minute, location);
    probe("elsewhere", null, "own-mail", Protocol.IMAP, Role.CONTROL, minute, location);
    return this;
  }

  public Story probe(
      String id,
      @Nullable String tenant,
      String service,
      Protocol protocol,
      Role role,
      Duration interval,
      String location) {
    probed.add(new Probed(id, tenant, service, protocol, role, interval, location));
    return this;
  }

  /// Everything fails by chance at this rate, each by itself.
  public Story noise(double rate) {
    noise = rate;
    return this;
  }

  /// Durations vary by chance.
  ///
  /// @param sigma standard deviation of the natural logarithm
  /// @param outliers share of the phases that take ten times as long
  /// @param rhythm how much slower it is at the busiest time of a day, as a share
  public Story latencies(double sigma, double outliers, double rhythm) {
    latency = new Latency(seed, sigma, outliers, rhythm);
    return this;
  }

  /// Phases take longer; only after [#latencies].
  public Story slow(
      String from, String to, Predicate<Probed> who, Predicate<Phase> phases, double factor) {
    Objects.requireNonNull(latency)
        .slow(Instant.parse(from), Instant.parse(to), who, phases, factor);
    return this;
  }

  /// Failures are tried again after five seconds, and this share succeeds then.
  public Story retries(double success) {
    retrySuccess = success;
    return this;
  }

  public Story tuning(Tuning settings) {
    tuning = settings;
    return this;
  }

  /// Something goes wrong.
  ///
  /// @param rate how many of the probes fail
  public Story trouble(
      String from, String to, Predicate<Probed> who, FailureKind kind, String said, double rate) {
    troubles.add(new Trouble(Instant.parse(from), Instant.parse(to), who, kind, said, rate));
    return this;
  }

  /// Nothing is heard.
  public Story silence(String from, String to, Predicate<Probed> who) {
    silences.add(new Silence(Instant.parse(from), Instant.parse(to), who));
    return this;
  }

  public Story incident(String observedAt, JsonNode issue) {
    return incident(Instant.parse(observedAt), issue);
  }

  /// What another source than Graph's service health says.
  public Story told(String observedAt, String source, JsonNode issue) {
    return told(Instant.parse(observedAt), source, issue);
  }

  Story incident(Instant at, JsonNode issue) {
    return told(at, "graph", issue);
  }

  private Story told(Instant at, String source, JsonNode issue) {
    ServiceIncident incident = new ServiceIncident(TENANT, at, source, issue);
    events.add(new Timed(at, new Event.IncidentSeen(incident), null));
    return this;
  }

  public Story change(String at, String summary, List<String> scope) {
    Instant time = Instant.parse(at);
    ChangeEvent change = new ChangeEvent(TENANT, time, summary, scope, "kim", null);
    events.add(new Timed(time, new Event.Changed(change), null));
    return this;
  }

  public static Predicate<Probed> mailboxesOf(String service) {
    return p -> p.service().equals(service) && p.role() == Role.SUBJECT;
  }

  public static Predicate<Probed> exchange() {
    return mailboxesOf("exchange-online");
  }

  public static Predicate<Probed> only(String... ids) {
    return p -> List.of(ids).contains(p.id());
  }

  public static Predicate<Probed> everything() {
    return p -> true;
  }

  public static Predicate<Probed> at(String location) {
    return p -> p.location().equals(location);
  }

  /// A line of a mail client's log about a mailbox of Exchange Online.
  ///
  /// @param said the line; empty where it tells a success
  public Story logged(Instant at, String id, String said) {
    Probed log =
        new Probed(
            id, TENANT, "exchange-online", Protocol.IMAP, Role.SUBJECT, Duration.ofMinutes(5), FRA);
    String line = "log/" + id + "/" + at;
    Failed failed = said.isEmpty() ? null : new Failed(FailureKind.AUTH_REJECTED, said);
    add(events, result(log, line, line, at, 1, failed));
    return this;
  }

  /// Every event until the end, in the order of time.
  public List<Timed> events(String until) {
    Instant end = Instant.parse(until);
    List<Timed> all = new ArrayList<>(events);
    for (Probed target : probed) {
      probes(target, end, all);
    }
    all.sort(Comparator.comparing(Timed::at));
    return all;
  }

  private void probes(Probed target, Instant end, List<Timed> all) {
    long interval = target.interval().toMillis();
    Instant at = begin.plusMillis((long) (random.nextDouble() * interval));
    int number = 0;
    while (at.isBefore(end)) {
      Instant now = at;
      String id = target.location() + "/" + target.id() + "/" + number++;
      if (silences.stream().noneMatch(s -> within(now, s.from(), s.to()) && s.who().test(target))) {
        Failed failed = failed(target, now);
        add(all, result(target, id, id, now, 1, failed));
        if (failed != null && retrySuccess >= 0 && failed.kind() != FailureKind.THROTTLED) {
          Failed again = random.nextDouble() < retrySuccess ? null : failed;
          add(all, result(target, id + "#2", id, now.plus(RETRY_AFTER), 2, again));
        }
      }
      at = at.plusMillis((long) (interval * (0.95 + 0.1 * random.nextDouble())));
    }
  }

  private record Failed(FailureKind kind, String said) {}

  private @Nullable Failed failed(Probed target, Instant at) {
    for (Trouble trouble : troubles) {
      if (within(at, trouble.from(), trouble.to())
          && trouble.who().test(target)
          && random.nextDouble() < trouble.rate()) {
        return new Failed(trouble.kind(), trouble.said());
      }
    }
    return random.nextDouble() < noise ? new Failed(FailureKind.TIMEOUT, "") : null;
  }

  private static boolean within(Instant at, Instant from, Instant to) {
    return !at.isBefore(from) && at.isBefore(to);
  }

  private static void add(List<Timed> all, ProbeResult result) {
    all.add(new Timed(result.startedAt(), new Event.Observed(Observation.of(result)), result));
  }

  private ProbeResult result(
      Probed target, String id, String cycle, Instant at, int attempt, @Nullable Failed failed) {
    List<Phase> order =
        switch (target.protocol()) {
          case IMAP, POP3, SMTP ->
              List.of(
                  Phase.TOKEN,
                  Phase.DNS,
                  Phase.CONNECT,
                  Phase.TLS,
                  Phase.GREETING,
                  Phase.AUTHENTICATE,
                  Phase.EXAMINE);
          case ROUND_TRIP -> List.of(Phase.CONNECT, Phase.SUBMIT, Phase.DELIVER);
          case HTTPS, DNS, TOKEN, GRAPH, UNKNOWN -> List.of(Phase.REQUEST);
        };
    Phase at2 = failed == null ? order.getLast() : phase(failed.kind(), order);
    List<ProbeResult.PhaseTiming> phases =
        order.subList(0, order.indexOf(at2) + 1).stream()
            .map(phase -> new ProbeResult.PhaseTiming(phase, millis(target, phase, at)))
            .toList();
    return new ProbeResult(
        id,
        cycle,
        target.id(),
        target.tenant(),
        target.location(),
        target.service(),
        Open.of(target.protocol()),
        Open.of(target.role()),
        at,
        latency == null ? 500 : phases.stream().mapToLong(ProbeResult.PhaseTiming::millis).sum(),
        attempt,
        Open.of(failed == null ? Outcome.SUCCESS : Outcome.FAILURE),
        phases,
        failed == null
            ? null
            : new ProbeResult.Failure(
                at2, failed.kind(), failed.said().isEmpty() ? null : failed.said(), true),
        null,
        null);
  }

  private int millis(Probed target, Phase phase, Instant at) {
    Latency varied = latency;
    return varied == null ? 10 : varied.millis(target, phase, at);
  }

  private static Phase phase(FailureKind kind, List<Phase> order) {
    if (order.size() == 1) {
      return order.getFirst();
    }
    return switch (kind) {
      case TOKEN_REJECTED, TOKEN_POLICY, TOKEN_UNAVAILABLE -> Phase.TOKEN;
      case DNS_FAILURE -> Phase.DNS;
      case CONNECT_REFUSED, CONNECT_TIMEOUT -> Phase.CONNECT;
      case CERTIFICATE_INVALID, TLS_FAILURE -> Phase.TLS;
      case AUTH_THEN_UNUSABLE, MAILBOX_ERROR -> Phase.EXAMINE;
      case NOT_DELIVERED, DELIVERED_TO_JUNK -> Phase.DELIVER;
      case TIMEOUT,
          DISCONNECTED,
          SERVER_UNAVAILABLE,
          AUTH_REJECTED,
          THROTTLED,
          HTTP_ERROR,
          PROTOCOL_ERROR,
          UNKNOWN ->
          Phase.AUTHENTICATE;
    };
  }

  /// Plays the story to its end.
  public List<Alert> play(String until) {
    return play(events(until));
  }

  /// Plays given events.
  public List<Alert> play(List<Timed> told) {
    Classifier classifier = new Classifier(tuning);
    TenantState state = new TenantState(TENANT);
    List<Alert> alerts = new ArrayList<>();
    for (Timed event : told) {
      for (Decision decision : classifier.apply(state, event.event())) {
        if (decision instanceof Decision.Revised(Alert alert)) {
          alerts.add(alert);
        }
      }
      state.forgetTouches();
    }
    return alerts;
  }

  /// A target as the configuration knows it.
  public static Target target(String id, String service) {
    return new Target(
        id,
        TENANT,
        service,
        Open.of(Protocol.IMAP),
        Open.of(Role.SUBJECT),
        "imaps://mail.example.org",
        null,
        "xoauth2",
        60_000,
        30_000);
  }
}
