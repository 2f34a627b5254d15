package io.mailbuoy.benchmarks.attribution;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mailbuoy.classifier.core.Event;
import io.mailbuoy.classifier.core.Observation;
import io.mailbuoy.contracts.event.ChangeEvent;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Json;
import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.contracts.event.Outcome;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.contracts.event.ProbeResult;
import io.mailbuoy.contracts.event.Protocol;
import io.mailbuoy.contracts.event.Role;
import io.mailbuoy.contracts.event.ServiceIncident;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Plays a scenario: every event of it, in the order of time. The same seed gives the same events.
final class World {
  static final Instant BEGIN = Instant.parse("2026-03-03T06:00:00Z");

  private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
  private static final double JITTER = 0.1;

  /// What fails by chance fails in one of these ways.
  private static final List<FailureKind> BY_CHANCE =
      List.of(
          FailureKind.TIMEOUT,
          FailureKind.TIMEOUT,
          FailureKind.TIMEOUT,
          FailureKind.DISCONNECTED,
          FailureKind.CONNECT_TIMEOUT,
          FailureKind.SERVER_UNAVAILABLE,
          FailureKind.AUTH_REJECTED);

  private final Scenario scenario;
  private final Random random;
  private final List<Told> told = new ArrayList<>();

  /// An event, whose it is, and when it is told.
  record Told(Instant at, String tenant, Event event) {}

  World(Scenario scenario, long seed) {
    this.scenario = scenario;
    this.random = new Random(seed * 31 + scenario.name().hashCode());
  }

  List<Told> events() {
    List<Watched> all = watched();
    for (Watched target : all) {
      probes(target);
    }
    for (Scenario.Change change : scenario.changes()) {
      List<String> scope =
          change.who() == null
              ? List.of()
              : all.stream()
                  .filter(w -> w.role() == Role.SUBJECT && w.tenant() == change.tenant())
                  .filter(change.who())
                  .map(Watched::id)
                  .distinct()
                  .toList();
      String tenant = "tenant-" + change.tenant();
      add(
          BEGIN.plus(change.told()),
          tenant,
          new Event.Changed(
              new ChangeEvent(
                  tenant, BEGIN.plus(change.at()), change.summary(), scope, "kim", null)));
    }
    for (Scenario.Incident incident : scenario.incidents()) {
      for (int tenant = 1; tenant <= scenario.watch().tenants(); tenant++) {
        Instant at = BEGIN.plus(incident.at());
        String name = "tenant-" + tenant;
        add(
            at,
            name,
            new Event.IncidentSeen(new ServiceIncident(name, at, "graph", issue(incident))));
      }
    }
    told.sort(Comparator.comparing(Told::at)); // stable
    return told;
  }

  private void add(Instant at, String tenant, Event event) {
    told.add(new Told(at, tenant, event));
  }

  private static ObjectNode issue(Scenario.Incident incident) {
    ObjectNode issue = Json.mapper().createObjectNode();
    issue
        .put("id", "EX9000001")
        .put("title", incident.title())
        .put("service", incident.service())
        .put("status", incident.status())
        .put("classification", "incident")
        .put("origin", "microsoft")
        .put("feature", "Access to mailboxes")
        .put("isResolved", false)
        .put("impactDescription", incident.title() + ".")
        .put("startDateTime", BEGIN.plus(incident.start()).toString())
        .put("lastModifiedDateTime", BEGIN.plus(incident.at()).toString());
    issue.putArray("posts");
    return issue;
  }

  private List<Watched> watched() {
    Scenario.Watch w = scenario.watch();
    List<Watched> all = new ArrayList<>();
    for (String place : w.from()) {
      for (int tenant = 1; tenant <= w.tenants(); tenant++) {
        for (int number = 1; number <= w.mailboxes(); number++) {
          all.add(mailbox(tenant, Watched.MAILBOX, number, w.service(), w.token(), place));
        }
        int owner = tenant;
        w.extra()
            .forEach((service, count) -> {
              for (int number = 1; number <= count; number++) {
                all.add(mailbox(owner, service, number, service, false, place));
              }
            });
        for (String control : w.controls()) {
          if (!shared(control)) {
            all.add(control(tenant, control, place));
          }
        }
      }
      w.controls().stream()
          .filter(World::shared)
          .forEach(control -> all.add(control(0, control, place)));
    }
    return all;
  }

  private static boolean shared(String control) {
    return control.startsWith("own") || control.startsWith("other");
  }

  private Watched mailbox(
      int tenant, String group, int number, String service, boolean token, String place) {
    return new Watched(
        tenant,
        group,
        number,
        service,
        Protocol.IMAP,
        Role.SUBJECT,
        scenario.watch().every(),
        place,
        token);
  }

  private Watched control(int tenant, String name, String place) {
    String service =
        switch (name) {
          case "owa" -> "outlook-web";
          case "token" -> "entra-id";
          case "graph" -> "m365-admin-centre";
          case "teams" -> "teams";
          case "own" -> "own-mail";
          case "other-web" -> "other-web";
          case "canary", "dns", "smtp", "pop3" -> scenario.watch().service();
          default -> throw new IllegalArgumentException("no control is called " + name);
        };
    Protocol protocol =
        switch (name) {
          case "owa", "teams", "other-web" -> Protocol.HTTPS;
          case "token" -> Protocol.TOKEN;
          case "graph" -> Protocol.GRAPH;
          case "dns" -> Protocol.DNS;
          case "smtp" -> Protocol.SMTP;
          case "pop3" -> Protocol.POP3;
          default -> Protocol.IMAP;
        };
    return new Watched(
        tenant,
        name,
        1,
        service,
        protocol,
        Role.CONTROL,
        scenario.watch().controlsEvery(),
        place,
        name.equals("canary"));
  }

  private void probes(Watched target) {
    double interval = target.interval().toMillis();
    Instant end = BEGIN.plus(scenario.watch().lasts());
    Instant at = BEGIN.plusMillis((long) (random.nextDouble() * interval));
    for (int number = 0; at.isBefore(end); number++) {
      Instant now = at;
      boolean silent =
          scenario.silences().stream()
              .anyMatch(s -> within(now, s.begins(), s.ends()) && s.who().test(target));
      if (!silent) {
        probe(target, now, target.location() + "/" + target.id() + "/" + number);
      }
      at =
          at.plusMillis(
              Math.max(1, (long) (interval * (1 + JITTER * (random.nextDouble() - 0.5)))));
    }
  }

  private void probe(Watched target, Instant at, String id) {
    Failed failed = failed(target, at);
    tell(target, id, id, at, 1, failed);
    double again = scenario.watch().retries();
    if (failed != null && again >= 0 && failed.kind() != FailureKind.THROTTLED) {
      Failed still = failed.byChance() || random.nextDouble() < again ? null : failed;
      tell(target, id + "#2", id, at.plus(RETRY_AFTER), 2, still);
    }
  }

  private record Failed(FailureKind kind, String says, boolean byChance) {}

  private @Nullable Failed failed(Watched target, Instant at) {
    for (Scenario.Fault fault : scenario.faults()) {
      Duration joins =
          fault.spread().multipliedBy(target.number() - 1L).dividedBy(scenario.watch().mailboxes());
      if (within(at, fault.begins().plus(joins), fault.ends())
          && fault.who().test(target)
          && random.nextDouble() < fault.rate()) {
        FailureKind kind = fault.kinds().get(random.nextInt(fault.kinds().size()));
        return new Failed(kind, fault.says(), false);
      }
    }
    return random.nextDouble() < scenario.watch().noise()
        ? new Failed(BY_CHANCE.get(random.nextInt(BY_CHANCE.size())), "", true)
        : null;
  }

  private static boolean within(Instant at, Duration begins, Duration ends) {
    return !at.isBefore(BEGIN.plus(begins)) && at.isBefore(BEGIN.plus(ends));
  }

  private void tell(
      Watched target, String id, String cycle, Instant at, int attempt, @Nullable Failed failed) {
    String tenant = target.tenant() == 0 ? null : target.tenantName();
    Phase phase = failed == null ? Phase.UNKNOWN : phase(target, failed.kind());
    List<ProbeResult.PhaseTiming> phases = new ArrayList<>();
    for (Phase passed : order(target)) {
      phases.add(new ProbeResult.PhaseTiming(passed, 5 + random.nextInt(60)));
      if (passed == phase) {
        break;
      }
    }
    ProbeResult result =
        new ProbeResult(
            id,
            cycle,
            target.id(),
            tenant,
            target.location(),
            target.service(),
            Open.of(target.protocol()),
            Open.of(target.role()),
            at,
            300,
            attempt,
            Open.of(failed == null ? Outcome.SUCCESS : Outcome.FAILURE),
            phases,
            failed == null
                ? null
                : new ProbeResult.Failure(
                    phase, failed.kind(), failed.says().isEmpty() ? null : failed.says(), true),
            null,
            null);
    add(at, tenant == null ? "*" : tenant, new Event.Observed(Observation.of(result)));
  }

  private static List<Phase> order(Watched target) {
    return switch (target.protocol()) {
      case IMAP, POP3, SMTP, ROUND_TRIP ->
          target.token()
              ? List.of(
                  Phase.TOKEN,
                  Phase.DNS,
                  Phase.CONNECT,
                  Phase.TLS,
                  Phase.GREETING,
                  Phase.AUTHENTICATE,
                  Phase.EXAMINE)
              : List.of(
                  Phase.DNS,
                  Phase.CONNECT,
                  Phase.TLS,
                  Phase.GREETING,
                  Phase.AUTHENTICATE,
                  Phase.EXAMINE);
      case HTTPS, DNS, TOKEN, GRAPH, UNKNOWN -> List.of(Phase.REQUEST);
    };
  }

  private Phase phase(Watched target, FailureKind kind) {
    List<Phase> order = order(target);
    if (order.size() == 1) {
      return order.getFirst();
    }
    return switch (kind) {
      case TOKEN_REJECTED, TOKEN_POLICY, TOKEN_UNAVAILABLE -> order.getFirst();
      case DNS_FAILURE -> Phase.DNS;
      case CONNECT_REFUSED, CONNECT_TIMEOUT -> Phase.CONNECT;
      case CERTIFICATE_INVALID, TLS_FAILURE -> Phase.TLS;
      case AUTH_THEN_UNUSABLE, MAILBOX_ERROR -> Phase.EXAMINE;
      case TIMEOUT, DISCONNECTED -> random.nextBoolean() ? Phase.GREETING : Phase.AUTHENTICATE;
      case SERVER_UNAVAILABLE,
          AUTH_REJECTED,
          THROTTLED,
          NOT_DELIVERED,
          DELIVERED_TO_JUNK,
          HTTP_ERROR,
          PROTOCOL_ERROR,
          UNKNOWN ->
          Phase.AUTHENTICATE;
    };
  }
}
