package io.mailbuoy.classifier.core.correlation;

import io.mailbuoy.classifier.core.correlation.IncidentReport.Standing;
import io.mailbuoy.classifier.core.correlation.Vocabulary.CauseWords;
import io.mailbuoy.classifier.core.correlation.Vocabulary.Naming;
import io.mailbuoy.classifier.core.correlation.Vocabulary.ProtocolWords;
import io.mailbuoy.classifier.core.correlation.Vocabulary.ServiceWords;
import io.mailbuoy.contracts.event.Pattern;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/// Says what an incident of the provider has to do with an alert, by what the incident says about
/// service, connection method, symptom and time; never by its title alone and never by its own
/// claim of when it began, which vendors move.
public final class Correlator {
  /// Clocks and reports differ by this much.
  private static final Duration SLACK = Duration.ofHours(1);

  /// An incident that began this long before the onset is hardly its cause.
  private static final Duration LONG = Duration.ofDays(14);

  /// Symptoms of not getting in.
  private static final Set<String> ENTRY = Set.of("access", "mail-access", "sign-in");

  private final Vocabulary vocabulary;

  public Correlator(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  /// Weighs an incident against a suspicion.
  public Match match(IncidentReport incident, Suspicion suspicion) {
    CauseWords cause = vocabulary.cause(suspicion.cause());
    Scale scale = new Scale();
    if (incident.standing() == Standing.WITHDRAWN
        || !overlaps(incident, suspicion)
        || !weighService(incident, suspicion, cause, scale)) {
      return new Match.Unrelated();
    }
    Account account = new Account(incident.statements());
    weighMethod(account, suspicion, cause, scale);
    weighSymptom(account, suspicion, cause, scale);
    weighTime(incident, suspicion, scale);
    switch (incident.classification()) {
      case "incident" -> scale.add("incident", "classified as an incident");
      case "advisory" -> scale.add("advisory", "");
      default -> {} // a word of a newer feed
    }
    return scale.verdict(suspicion.providersFault());
  }

  private static boolean overlaps(IncidentReport incident, Suspicion suspicion) {
    Instant start = incident.start();
    Instant end = incident.end();
    boolean begins = start == null || start.minus(SLACK).isBefore(suspicion.ended());
    boolean lasts = end == null || end.plus(SLACK).isAfter(suspicion.onset());
    return begins && lasts;
  }

  private boolean weighService(
      IncidentReport incident, Suspicion suspicion, CauseWords cause, Scale scale) {
    ServiceWords own = vocabulary.services().get(suspicion.service());
    if (own == null) {
      return false;
    }
    ServiceWords words =
        cause.service() == null
            ? own
            : java.util.Objects.requireNonNull(vocabulary.services().get(cause.service()));
    ServiceWords also = cause.also() == null ? words : vocabulary.services().get(cause.also());
    if (isAbout(incident.service(), words.feed())
        || incident.workloads().stream().anyMatch(name -> isAbout(name, words.feed()))
        || (also != null && isAbout(incident.service(), also.feed()))) {
      scale.add("service", "is about " + incident.service());
      return true;
    }
    if (isAbout(incident.service(), words.suite())) {
      scale.add(
          "suite", "is about " + incident.service() + ", under which such faults are reported too");
      return true;
    }
    if (isAbout(incident.service(), words.neighbourNames())) {
      scale.add("neighbour", "is about " + incident.service() + ", which suffers with it");
      return true;
    }
    return false;
  }

  private static boolean isAbout(String service, List<String> names) {
    return names.stream().anyMatch(service::contains);
  }

  private void weighMethod(Account account, Suspicion suspicion, CauseWords cause, Scale scale) {
    String own = suspicion.protocol().text();
    String shown = own.toUpperCase(Locale.ROOT);
    boolean bound = cause.method() == Naming.NAMES && !vocabulary.protocol(own).alone();
    if (!Collections.disjoint(account.symptoms(), vocabulary.matters())
        && Collections.disjoint(account.symptoms(), ENTRY)) {
      scale.add("method-unnamed", "names no connection method that fails");
      return;
    }
    switch (account.of(own)) {
      case NAMED -> {
        if (cause.method() == Naming.MUST_NOT_NAME) {
          scale.add("method-unnamed", "names " + shown + ", to which its cause is not bound");
        } else {
          scale.add("method-named", "names " + shown);
          if (suspicion.othersWork() && account.othersWork()) {
            scale.add(
                "others-fine-agrees",
                "says that other connection methods are not affected, which is what we see");
          }
        }
      }
      case ALL_NAMED -> scale.add("any-method", "says that any connection method is affected");
      case SEVERAL_NAMED ->
          scale.add("several-methods", "says that several connection methods are affected");
      case HINTED ->
          scale.add("method-in-cause", "names " + shown + " in what it says of the cause");
      case NONE_NAMED -> {
        if (bound) {
          scale.add("method-unnamed", "names no connection method");
        } else {
          scale.add("any-method", "its cause is not bound to a connection method");
        }
      }
      case OTHERS_NAMED ->
          scale.add("other-methods-only", "names only " + String.join(", ", account.named()));
      case WORKS -> scale.add("method-excluded", "says that " + own + " is not affected");
      case WORKAROUND ->
          scale.add("method-is-workaround", "names " + shown + " as a way around it");
    }
  }

  private void weighSymptom(Account account, Suspicion suspicion, CauseWords cause, Scale scale) {
    ProtocolWords protocol = vocabulary.protocol(suspicion.protocol().text());
    Set<String> fits = new TreeSet<>(protocol.fits());
    if (!protocol.alone()) {
      fits.addAll(cause.fits());
    }
    if (suspicion.pattern() == Pattern.SLOW) {
      fits.addAll(vocabulary.slowFits());
    }
    if (cause.needs().isEmpty()) {
      weighFit(account.symptoms(), fits, cause.near(), scale);
    } else {
      weighNeed(account, cause, scale);
    }
  }

  private static void weighNeed(Account account, CauseWords cause, Scale scale) {
    Set<String> told = common(account.reasons(), cause.needs());
    Set<String> near = common(account.symptoms(), cause.near());
    if (!told.isEmpty()) {
      scale.add("symptom", "is about " + said(told));
    } else if (!near.isEmpty()) {
      scale.add("needed-symptom-near", "is about " + said(near));
    } else {
      scale.add("needed-symptom-missing", "does not say " + said(cause.needs()));
    }
  }

  private static void weighFit(
      Set<String> shown, Collection<String> fits, Collection<String> near, Scale scale) {
    Set<String> fitting = common(shown, fits);
    Set<String> nearly = common(shown, near);
    if (!fitting.isEmpty()) {
      scale.add("symptom", "is about " + said(fitting));
    } else if (!nearly.isEmpty()) {
      scale.add("near-symptom", "is about " + said(nearly));
    } else if (shown.isEmpty()) {
      scale.add("no-symptom", "");
    } else {
      scale.add("other-symptom-only", "is about " + said(shown));
    }
  }

  private static Set<String> common(Collection<String> a, Collection<String> b) {
    Set<String> both = new TreeSet<>(a);
    both.retainAll(b);
    return both;
  }

  private static String said(Collection<String> symptoms) {
    Set<String> words = new TreeSet<>(symptoms);
    if (words.removeAll(ENTRY)) {
      words.add("sign-in or access");
    }
    return String.join(", ", words).replace("name-resolution", "name resolution");
  }

  private void weighTime(IncidentReport incident, Suspicion suspicion, Scale scale) {
    Instant start = incident.start();
    if (start == null || start.isAfter(suspicion.onset().plus(SLACK))) {
      scale.add("began-later", "began, as the provider has it, while this was open");
    } else if (start.isBefore(suspicion.onset().minus(LONG))) {
      scale.add("began-long-before", "began long before");
    } else {
      scale.add("open-at-onset", "was open at the onset");
    }
  }

  /// Adds up reasons.
  private final class Scale {
    private final List<String> why = new ArrayList<>();
    private double score;

    void add(String weight, String reason) {
      score += vocabulary.weight(weight);
      if (!reason.isEmpty()) {
        why.add(reason);
      }
    }

    Match verdict(boolean providersFault) {
      double rounded = Math.round(Math.clamp(score, 0, 1) * 100) / 100.0;
      if (rounded >= vocabulary.threshold("confirms") && providersFault) {
        return new Match.Confirms(rounded, List.copyOf(why));
      }
      return rounded >= vocabulary.threshold("related")
          ? new Match.Related(rounded, List.copyOf(why))
          : new Match.Unrelated();
    }
  }
}
