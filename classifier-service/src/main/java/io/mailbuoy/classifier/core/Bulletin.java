package io.mailbuoy.classifier.core;

import io.mailbuoy.classifier.core.attribution.Findings;
import io.mailbuoy.classifier.core.attribution.Slowness;
import io.mailbuoy.classifier.core.attribution.Verdict;
import io.mailbuoy.classifier.core.naming.Names;
import io.mailbuoy.classifier.core.state.Episode;
import io.mailbuoy.classifier.core.state.TenantState;
import io.mailbuoy.classifier.core.wording.Facts;
import io.mailbuoy.classifier.core.wording.ProviderNote;
import io.mailbuoy.classifier.core.wording.ProviderNote.Withdrawal;
import io.mailbuoy.classifier.core.wording.Wording;
import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.Alert.IncidentLink;
import io.mailbuoy.contracts.event.Alert.ProviderStatement;
import io.mailbuoy.contracts.event.AlertState;
import io.mailbuoy.contracts.event.Cause;
import io.mailbuoy.contracts.event.FaultDomain;
import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.contracts.event.Pattern;
import io.mailbuoy.contracts.event.Severity;
import io.mailbuoy.contracts.event.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes the revisions of an alert.
final class Bulletin {
  private static final double BROAD = 0.25;
  private static final double CONFIRMED = 0.05;
  private static final double SUREST = 0.97;

  /// One reading that fails is no news.
  private static final long UNREADABLE_FOR = Duration.ofMinutes(2).toMillis();

  /// The next revision of an episode's alert.
  Alert revision(
      String tenant,
      Episode episode,
      Findings f,
      Verdict judged,
      Links linking,
      TenantState state,
      Transition wanted) {
    Alert before = episode.alert();
    boolean over = wanted == Transition.RESOLVED;
    List<IncidentLink> links = linking.of(state, episode, f, judged);
    List<Withdrawal> withdrawn = linking.withdrawn(state, episode, f, judged);
    ProviderStatement statement = linking.statement(state, episode, f, judged, links);
    boolean newly =
        statement.acknowledged() && (before == null || !before.provider().acknowledged());
    boolean reclassified = before != null && !before.verdict().cause().is(judged.cause());
    Transition transition =
        over
            ? wanted
            : newly ? Transition.CONFIRMED : reclassified ? Transition.RECLASSIFIED : wanted;
    Severity severity = severity(f, judged);
    if (before != null && !reclassified && before.severity().value().compareTo(severity) > 0) {
      severity = before.severity().value(); // UNKNOWN is never written by this class
    }
    Instant now = Instant.ofEpochMilli(f.now());
    Alert written =
        new Alert(
            episode.id(),
            before == null ? 1 : before.revision() + 1,
            Open.of(over ? AlertState.RESOLVED : AlertState.OPEN),
            Open.of(transition),
            before != null && before.occurredAt().isAfter(now) ? before.occurredAt() : now,
            tenant.isEmpty() ? null : tenant,
            f.scope().service(),
            f.scope().protocol(),
            Open.of(severity),
            Wording.title(f, judged),
            summary(f, judged, links, withdrawn, episode.earlier()),
            verdict(judged, f.pattern(), statement.acknowledged()),
            impact(f),
            links,
            statement,
            facts(f, judged, links, withdrawn, episode.earlier()),
            Wording.advice(f, judged),
            before == null ? now : before.detectedAt(),
            over ? now : null);
    return over && before != null ? ending(written, before, f, withdrawn) : written;
  }

  /// The end of an episode says nothing new about whose fault it was.
  private static Alert ending(Alert written, Alert before, Findings f, List<Withdrawal> withdrawn) {
    FaultDomain domain = before.verdict().faultDomain().value();
    return new Alert(
        written.alertId(),
        written.revision(),
        written.state(),
        written.transition(),
        written.occurredAt(),
        written.tenant(),
        written.service(),
        written.protocol(),
        before.severity(),
        before.title(),
        (Wording.ending(f, domain)
                + " "
                + ProviderNote.of(
                    f.microsoft(),
                    domain == FaultDomain.PROVIDER,
                    Links.confirming(before.incidents()),
                    withdrawn,
                    0))
            .strip(),
        before.verdict(),
        written.impact(),
        before.incidents(),
        before.provider(),
        before.evidence(),
        before.advice(),
        written.detectedAt(),
        written.resolvedAt());
  }

  private static List<String> facts(
      Findings f,
      Verdict judged,
      List<IncidentLink> links,
      List<Withdrawal> withdrawn,
      Episode.@Nullable Earlier earlier) {
    List<String> facts = new ArrayList<>(Facts.of(f, judged, links, withdrawn));
    if (earlier != null) {
      facts.add(Wording.again(earlier));
    }
    return facts;
  }

  private static String summary(
      Findings f,
      Verdict verdict,
      List<IncidentLink> links,
      List<Withdrawal> withdrawn,
      Episode.@Nullable Earlier earlier) {
    String note =
        ProviderNote.of(
            f.microsoft(),
            verdict.domain() == FaultDomain.PROVIDER,
            Links.confirming(links),
            withdrawn,
            f.statusUnreadableSince());
    String again = earlier == null ? "" : Wording.again(earlier) + " ";
    return (Wording.summary(f, verdict) + " " + again + note).strip();
  }

  /// Whether an alert must say otherwise whether Microsoft's status can be read.
  static boolean statusTurned(Alert last, Findings f) {
    if (!f.microsoft()
        || last.provider().acknowledged()
        || !last.verdict().faultDomain().is(FaultDomain.PROVIDER)) {
      return false;
    }
    long since = f.statusUnreadableSince();
    return ProviderNote.tellsUnreadable(last.summary())
        ? since == 0
        : since > 0 && f.now() - since >= UNREADABLE_FOR;
  }

  private static Alert.Verdict verdict(Verdict judged, Pattern pattern, boolean acknowledged) {
    double confidence = judged.confidence() + (acknowledged ? CONFIRMED : 0);
    return new Alert.Verdict(
        Open.of(judged.domain()),
        Open.of(judged.cause()),
        Open.of(pattern),
        Math.round(Math.min(confidence, SUREST) * 100) / 100.0);
  }

  private static Alert.Impact impact(Findings f) {
    Slowness slow = f.slowness();
    return new Alert.Impact(
        Instant.ofEpochMilli(f.onset()),
        f.affected().size(),
        f.targetsTotal(),
        Math.round((slow == null ? f.ratio() : slow.failureRatio()) * 1000) / 1000.0,
        List.copyOf(f.locations()),
        List.copyOf(f.working()));
  }

  private static Severity severity(Findings f, Verdict verdict) {
    if (verdict.cause() == Cause.THROTTLED) {
      return Severity.INFO;
    }
    Slowness slow = f.slowness();
    if (slow != null) {
      return slowSeverity(f, slow);
    }
    boolean one = f.affected().size() == 1;
    boolean broad = !one || f.affected().size() >= BROAD * f.targetsTotal();
    boolean ownFault = one && verdict.cause() == Cause.MAILBOX_MISCONFIGURED;
    return broad && !ownFault ? Severity.CRITICAL : Severity.WARNING;
  }

  /// Slow is a warning. It is critical only where at least half of the targets, and at least two,
  /// are slower by so much that people would call it broken, and for information where it is one of
  /// several.
  private static Severity slowSeverity(Findings f, Slowness slow) {
    int affected = f.affected().size();
    if (affected == 1 && f.targetsTotal() > 1) {
      return Severity.INFO;
    }
    boolean broad = affected >= 2 && affected * 2 >= f.targetsTotal();
    return broad && slow.severe() ? Severity.CRITICAL : Severity.WARNING;
  }

  /// The next revision of a blind episode.
  Alert blind(
      TenantState state,
      Episode episode,
      BlindWatch.Silence silence,
      Transition transition,
      long at) {
    Alert before = episode.alert();
    boolean over = transition == Transition.RESOLVED;
    Instant now = Instant.ofEpochMilli(at);
    String where = String.join(", ", silence.locations());
    boolean everywhere = silence.stillHeard().isEmpty();
    String says =
        "No result has arrived from %s since %s; its %d targets are not watched."
            .formatted(where, Names.time(silence.lastHeard()), silence.targetsAffected());
    List<String> evidence =
        List.of(
            "The last result from %s is of %s.".formatted(where, Names.time(silence.lastHeard())),
            "A location counts as blind after %s without a result."
                .formatted(Names.duration(silence.limit())),
            everywhere
                ? "No other location reports either."
                : "Results still arrive from " + String.join(", ", silence.stillHeard()) + ".");
    return new Alert(
        episode.id(),
        before == null ? 1 : before.revision() + 1,
        Open.of(over ? AlertState.RESOLVED : AlertState.OPEN),
        Open.of(transition),
        now,
        state.tenant().isEmpty() ? null : state.tenant(),
        episode.scope().service(),
        episode.scope().protocol(),
        Open.of(before != null && over ? before.severity().value() : blindSeverity(everywhere)),
        "Monitoring is blind: no results from " + where,
        over
            ? "Results arrive again. " + says
            : says + " Whether the mailboxes work is unknown; this is not a sign of health.",
        new Alert.Verdict(
            Open.of(FaultDomain.MONITORING),
            Open.of(Cause.MONITORING_BLIND),
            Open.of(Pattern.HARD),
            everywhere ? 0.9 : 0.95),
        new Alert.Impact(
            Instant.ofEpochMilli(episode.onset()),
            silence.targetsAffected(),
            silence.targetsTotal(),
            0,
            silence.locations(),
            List.of()),
        List.of(),
        new ProviderStatement(false, null, null),
        evidence,
        List.of("Check that the probe service of " + where + " runs and reaches Kafka."),
        before == null ? now : before.detectedAt(),
        over ? now : null);
  }

  private static Severity blindSeverity(boolean everywhere) {
    return everywhere ? Severity.CRITICAL : Severity.WARNING;
  }
}
