package io.mailbuoy.classifier.core.correlation;

import io.mailbuoy.classifier.core.correlation.IncidentReport.Standing;
import io.mailbuoy.classifier.core.correlation.Vocabulary.ServiceWords;
import io.mailbuoy.contracts.event.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Says what an incident of the provider has to do with an alert, by what the incident says about
/// service, connection method, symptom and time; never by its title alone and never by its own
/// claim of when it began, which vendors move.
public final class Correlator {
  /// Clocks and reports differ by this much.
  private static final Duration SLACK = Duration.ofHours(1);

  /// An incident that began this long before the onset is hardly its cause.
  private static final Duration LONG = Duration.ofDays(14);

  private static final String ACCESS = "access";
  private static final String NAMES = "name-resolution";

  private final Vocabulary vocabulary;

  public Correlator(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  /// Weighs an incident against a suspicion.
  public Match match(IncidentReport incident, Suspicion suspicion) {
    ServiceWords words = vocabulary.services().get(serviceOf(suspicion));
    if (words == null
        || incident.standing() == Standing.WITHDRAWN
        || !overlaps(incident, suspicion)) {
      return new Match.Unrelated();
    }
    Scale scale = new Scale();
    if (!weighService(incident, words, scale)) {
      return new Match.Unrelated();
    }
    String text = vocabulary.neutral().matcher(incident.said()).replaceAll(" ");
    if (needsMethod(suspicion.cause())) {
      weighMethod(text, suspicion, scale);
    } else {
      scale.add(vocabulary.weight("any-method"), "its cause is not bound to a connection method");
    }
    weighSymptom(incident.said(), suspicion.cause(), scale);
    weighTime(incident, suspicion, scale);
    boolean advisory = incident.classification().equals("advisory");
    scale.add(
        vocabulary.weight(advisory ? "advisory" : "incident"),
        advisory ? "" : "classified as an incident");
    return scale.verdict(vocabulary, suspicion.providersFault());
  }

  private static String serviceOf(Suspicion suspicion) {
    return suspicion.cause() == Cause.IDENTITY_OUTAGE ? "entra-id" : suspicion.service();
  }

  private static boolean needsMethod(Cause cause) {
    return cause != Cause.IDENTITY_OUTAGE && cause != Cause.DNS_FAILURE;
  }

  private static boolean overlaps(IncidentReport incident, Suspicion suspicion) {
    Instant start = incident.start();
    Instant end = incident.end();
    boolean begins = start == null || start.minus(SLACK).isBefore(suspicion.ended());
    boolean lasts = end == null || end.plus(SLACK).isAfter(suspicion.onset());
    return begins && lasts;
  }

  private boolean weighService(IncidentReport incident, ServiceWords words, Scale scale) {
    if (words.feed().stream().anyMatch(incident.service()::contains)) {
      scale.add(vocabulary.weight("service"), "is about " + incident.service());
      return true;
    }
    if (words.suite().stream().anyMatch(incident.service()::contains)) {
      scale.add(
          vocabulary.weight("suite"),
          "is about " + incident.service() + ", under which such faults are reported too");
      return true;
    }
    return false;
  }

  private void weighMethod(String text, Suspicion suspicion, Scale scale) {
    String own = suspicion.protocol().text();
    if (found(vocabulary.excluded().get(own), text)) {
      scale.add(vocabulary.weight("method-excluded"), "says that " + own + " is not affected");
      return;
    }
    SortedSet<String> named = new TreeSet<>();
    for (Map.Entry<String, Pattern> method : vocabulary.methods().entrySet()) {
      if (found(method.getValue(), text)
          && !found(vocabulary.excluded().get(method.getKey()), text)) {
        named.add(method.getKey());
      }
    }
    if (named.contains(own)) {
      scale.add(
          vocabulary.weight("method-named"), "names " + own.toUpperCase(java.util.Locale.ROOT));
    } else if (found(vocabulary.anyMethod(), text)) {
      scale.add(vocabulary.weight("any-method"), "says that any connection method is affected");
    } else if (named.isEmpty()) {
      scale.add(vocabulary.weight("method-unnamed"), "names no connection method");
    } else {
      scale.add(vocabulary.weight("other-methods-only"), "names only " + String.join(", ", named));
    }
    if (suspicion.othersWork() && found(vocabulary.othersFine(), text)) {
      scale.add(
          vocabulary.weight("others-fine-agrees"),
          "says that other connection methods are not affected, which is what we see");
    }
  }

  private void weighSymptom(String text, Cause cause, Scale scale) {
    SortedSet<String> shown = new TreeSet<>();
    vocabulary
        .symptoms()
        .forEach((symptom, form) -> {
          if (found(form, text)) {
            shown.add(symptom);
          }
        });
    if (cause == Cause.DNS_FAILURE && shown.contains(NAMES)) {
      scale.add(vocabulary.weight("symptom"), "is about name resolution");
    } else if (shown.contains(ACCESS)) {
      scale.add(vocabulary.weight("symptom"), "is about sign-in or access");
    } else if (shown.isEmpty()) {
      scale.add(vocabulary.weight("no-symptom"), "");
    } else {
      scale.add(vocabulary.weight("other-symptom-only"), "is about " + String.join(", ", shown));
    }
  }

  private void weighTime(IncidentReport incident, Suspicion suspicion, Scale scale) {
    Instant start = incident.start();
    if (start == null || start.isAfter(suspicion.onset().plus(SLACK))) {
      scale.add(
          vocabulary.weight("began-later"), "began, as the provider has it, while this was open");
    } else if (start.isBefore(suspicion.onset().minus(LONG))) {
      scale.add(vocabulary.weight("began-long-before"), "began long before");
    } else {
      scale.add(vocabulary.weight("open-at-onset"), "was open at the onset");
    }
  }

  private static boolean found(@org.jspecify.annotations.Nullable Pattern pattern, String text) {
    return pattern != null && pattern.matcher(text).find();
  }

  /// Adds up reasons.
  private static final class Scale {
    private final List<String> why = new ArrayList<>();
    private double score;

    void add(double weight, String reason) {
      score += weight;
      if (!reason.isEmpty()) {
        why.add(reason);
      }
    }

    Match verdict(Vocabulary vocabulary, boolean providersFault) {
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
