package io.mailbuoy.classifier.core.wording;

import io.mailbuoy.classifier.core.attribution.Findings;
import io.mailbuoy.classifier.core.attribution.Kinds;
import io.mailbuoy.classifier.core.attribution.Slowness;
import io.mailbuoy.classifier.core.attribution.Verdict;
import io.mailbuoy.classifier.core.naming.Names;
import io.mailbuoy.classifier.core.state.Episode;
import io.mailbuoy.contracts.event.Cause;
import io.mailbuoy.contracts.event.ChangeEvent;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.FaultDomain;
import io.mailbuoy.contracts.event.Pattern;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/// What an alert says to an engineer who has just been woken: what fails, since when, for how many,
/// whose fault it is, and what to do.
public final class Wording {
  private static final List<String> ORDINALS =
      List.of("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth");

  /// `Suggested Backoff Time: 299961 milliseconds`, as Exchange Online says it.
  private static final java.util.regex.Pattern BACK_OFF =
      java.util.regex.Pattern.compile("(?i)back-?off time:? (\\d{1,12})");

  private Wording() {}

  /// That the same has happened shortly before.
  public static String again(Episode.Earlier earlier) {
    int times = earlier.times();
    String which = times - 2 < ORDINALS.size() ? ORDINALS.get(times - 2) : times + "th";
    return "It is the %s time: alert %s of %s was over at %s."
        .formatted(
            which,
            earlier.alertId(),
            Names.time(earlier.since()),
            Names.time(earlier.resolvedAt()));
  }

  /// One line that stays the same while the verdict does; numbers are left to the summary.
  public static String title(Findings f, Verdict verdict) {
    if (f.slowness() != null) {
      return SlowWording.title(f, verdict);
    }
    String what = Names.scope(f.scope());
    String who = f.affected().size() == 1 ? f.affected().first() : "several mailboxes";
    return switch (verdict.cause()) {
      case PROVIDER_OUTAGE -> what + " " + symptom(f);
      case IDENTITY_OUTAGE ->
          identity(f)
              + (f.dominant() == Kinds.TOKEN_POLICY
                  ? " refuses tokens by policies of several tenants"
                  : " issues no tokens")
              + ", so "
              + what
              + " cannot be used";
      case DNS_FAILURE -> "The name of " + what + " does not resolve";
      case NETWORK_PATH -> "No way to " + what + " from " + String.join(", ", f.locations());
      case CREDENTIAL_REJECTED -> identity(f) + " rejects our credential for " + what;
      case ACCESS_POLICY -> "A policy of " + identity(f) + " keeps us from " + what;
      case MAILBOX_MISCONFIGURED ->
          f.dominant() == Kinds.FILTERED
              ? what + " takes messages to " + who + " for junk"
              : what + " refuses " + who + " only";
      case CERTIFICATE -> what + " shows a certificate that is not valid";
      case THROTTLED -> what + " throttles our probes";
      case CONFIGURATION_CHANGE -> what + " fails after a change of ours";
      case MONITORING_BLIND -> "Monitoring is blind";
      case UNKNOWN -> what + " fails";
    };
  }

  private static String symptom(Findings f) {
    String manner = f.pattern() == Pattern.INTERMITTENT ? " intermittently" : "";
    return switch (f.kind()) {
      case AUTH_REJECTED -> "refuses logins" + manner;
      case AUTH_THEN_UNUSABLE -> "accepts logins but opens no mailbox" + manner;
      case MAILBOX_ERROR -> "does not open mailboxes" + manner;
      case CONNECT_REFUSED -> "refuses connections" + manner;
      case CONNECT_TIMEOUT, TIMEOUT -> "does not answer" + manner;
      case DISCONNECTED -> "drops connections" + manner;
      case SERVER_UNAVAILABLE -> "says that it is unavailable" + manner;
      case HTTP_ERROR -> "answers with errors" + manner;
      case NOT_DELIVERED -> "does not bring messages in time" + manner;
      case DELIVERED_TO_JUNK -> "takes messages for junk" + manner;
      case DNS_FAILURE,
          TLS_FAILURE,
          CERTIFICATE_INVALID,
          THROTTLED,
          TOKEN_REJECTED,
          TOKEN_POLICY,
          TOKEN_UNAVAILABLE,
          PROTOCOL_ERROR,
          UNKNOWN ->
          "fails" + manner;
    };
  }

  private static String identity(Findings f) {
    return f.microsoft() ? Names.service("entra-id") : "The identity provider";
  }

  /// The sentences of the summary, without the provider's statement.
  public static String summary(Findings f, Verdict verdict) {
    List<String> said = new ArrayList<>();
    Slowness slow = f.slowness();
    said.add(slow == null ? hit(f) : SlowWording.hit(f, slow));
    String text = f.serverText();
    if (slow == null && text != null && f.kind() != FailureKind.UNKNOWN) {
      said.add("The server says \"" + text + "\".");
    }
    said.add(whose(f, verdict));
    if (!f.working().isEmpty()) {
      said.add("Still working: " + String.join(", ", f.working()) + ".");
    }
    return String.join(" ", said);
  }

  private static String hit(Findings f) {
    String manner =
        f.pattern() == Pattern.HARD ? "every time" : Facts.percent(f.ratio()) + " of the time";
    return "%d of %d %s %s over %s %s, since %s, seen from %s."
        .formatted(
            f.affected().size(),
            f.targetsTotal(),
            f.targetsTotal() == 1 ? "target" : "targets",
            f.affected().size() == 1 ? "fails" : "fail",
            Names.scope(f.scope()),
            manner,
            Names.time(f.onset()),
            String.join(", ", f.locations()));
  }

  /// The summary of an episode that is over, without the provider's statement.
  public static String ending(Findings f, FaultDomain domain) {
    String provider = f.microsoft() ? "Microsoft" : "whoever runs " + f.scope().service();
    String whose =
        switch (domain) {
          case PROVIDER -> "The fault was on the side of " + provider + ".";
          case CUSTOMER -> "The fault was on our side.";
          case NETWORK -> "The fault was in the network between us and the service.";
          case MONITORING, UNKNOWN -> "It was not found out whose fault it was.";
        };
    Slowness slow = f.slowness();
    if (slow != null) {
      return SlowWording.ending(f, slow) + " " + whose;
    }
    return "Over: nothing has failed beyond the usual since %s. It lasted %s and hit %d of %d targets of %s %s, seen from %s. %s"
        .formatted(
            Names.time(f.lastFailureAt()),
            Names.duration(Duration.ofMillis(f.lastFailureAt() - f.onset())),
            f.affected().size(),
            f.targetsTotal(),
            Names.scope(f.scope()),
            f.pattern() == Pattern.HARD ? "every time" : Facts.percent(f.ratio()) + " of the time",
            String.join(", ", f.locations()),
            whose);
  }

  private static String whose(Findings f, Verdict verdict) {
    String provider = f.microsoft() ? "Microsoft" : "whoever runs " + f.scope().service();
    return switch (verdict.domain()) {
      case PROVIDER -> "The fault is on the side of " + provider + ", not ours.";
      case CUSTOMER -> "The fault is on our side.";
      case NETWORK -> "The fault is in the network between us and the service.";
      case MONITORING -> "Nothing is known about the mailboxes; this is not a sign of health.";
      case UNKNOWN -> "It is not known yet whose fault it is.";
    };
  }

  /// What to do now.
  public static List<String> advice(Findings f, Verdict verdict) {
    List<String> advice = new ArrayList<>();
    Slowness slow = f.slowness();
    if (slow != null) {
      advice.addAll(SlowWording.advice(f, slow));
      advice.addAll(todo(f, verdict));
      return advice;
    }
    if (f.retriesSucceeded() > 0
        || (f.pattern() == Pattern.INTERMITTENT && verdict.cause() == Cause.PROVIDER_OUTAGE)) {
      advice.add(
          "Let mail readers try again: %s."
              .formatted(
                  f.retries() > 0
                      ? "%d of %d retries succeeded".formatted(f.retriesSucceeded(), f.retries())
                      : "the fault comes and goes"));
    }
    if (f.scope().service().equals("exchange-online")
        && f.scope().speaksMail()
        && verdict.domain() != FaultDomain.NETWORK
        && f.working().contains("outlook-web")) {
      advice.add("People can read their mail in Outlook on the web, which works.");
    }
    advice.addAll(todo(f, verdict));
    return advice;
  }

  private static List<String> todo(Findings f, Verdict verdict) {
    String who = String.join(", ", f.affected());
    return switch (verdict.cause()) {
      case PROVIDER_OUTAGE, IDENTITY_OUTAGE ->
          List.of(
              f.microsoft()
                  ? "Open a ticket with Microsoft with the evidence below; do not rotate credentials."
                  : "Tell whoever runs " + f.scope().service() + ", with the evidence below.");
      case DNS_FAILURE ->
          List.of(
              verdict.domain() == FaultDomain.NETWORK
                  ? "Check the resolver of "
                      + String.join(", ", f.locations())
                      + "; a name server that is asked directly knows the name."
                  : "Check the name at another resolver, and the status page of who runs it.");
      case NETWORK_PATH ->
          List.of(
              "Check uplink, firewall and proxy of "
                  + String.join(", ", f.locations())
                  + "; the mail service itself is not the cause.");
      case CREDENTIAL_REJECTED ->
          List.of(
              "Rotate the client secret or certificate of the app registration, and deploy it.");
      case ACCESS_POLICY ->
          List.of("Look at the sign-in log: Conditional Access, consent and app restrictions.");
      case MAILBOX_MISCONFIGURED ->
          List.of(
              "Check %s: licence, IMAP setting, password or permission of the service principal."
                  .formatted(who));
      case CERTIFICATE ->
          List.of("Renew or replace the server's certificate, or tell whoever runs the server.");
      case THROTTLED -> throttled(f);
      case CONFIGURATION_CHANGE -> List.of(revert(f.change()));
      case MONITORING_BLIND -> List.of("Start the probes again.");
      case UNKNOWN -> List.of("Look at the evidence below.");
    };
  }

  private static List<String> throttled(Findings f) {
    List<String> todo = new ArrayList<>();
    String text = f.serverText();
    Matcher wait = BACK_OFF.matcher(text == null ? "" : text);
    todo.add(
        wait.find()
            ? "Obey the back-off: the server asks to wait %s s before the next attempt."
                .formatted(Long.parseLong(wait.group(1)) / 1_000)
            : "Obey the server and wait before the next attempt.");
    todo.add("Probe less often, and look for other clients that use the same mailbox heavily.");
    return todo;
  }

  private static String revert(@Nullable ChangeEvent change) {
    return change == null
        ? "Revert the change."
        : "Revert the change \""
            + change.summary()
            + "\""
            + (change.by() == null ? "" : ", or ask " + change.by())
            + (change.url() == null ? "." : ": " + change.url());
  }
}
