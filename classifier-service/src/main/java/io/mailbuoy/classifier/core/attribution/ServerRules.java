package io.mailbuoy.classifier.core.attribution;

import io.mailbuoy.classifier.core.naming.Names;
import io.mailbuoy.contracts.event.Cause;
import io.mailbuoy.contracts.event.FaultDomain;
import io.mailbuoy.contracts.event.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The server that was reached: its certificate, its mailboxes, and how many of them fail at once.
final class ServerRules {
  private static final double HALF = 0.5;
  private static final double FOR_EACH_TENANT = 0.05;
  private static final int TENANTS_THAT_COUNT = 3;

  private ServerRules() {}

  /// The server's certificate is not valid.
  static Optional<Verdict> badCertificate(Findings f) {
    if (f.dominant() != Kinds.CERTIFICATE) {
      return Optional.empty();
    }
    List<Neighbour> witnesses = f.neighbours().stream().filter(n -> !n.ill()).toList();
    boolean others =
        !witnesses.isEmpty() && witnesses.stream().allMatch(n -> n.seen() > 0 && n.ratio() > HALF);
    if (others || !f.elsewhere().isEmpty()) {
      return Optional.of(
          Verdict.of(
              FaultDomain.NETWORK,
              Cause.CERTIFICATE,
              0.75,
              "The certificate is refused only from "
                  + String.join(", ", f.locations())
                  + " or for every service alike, as when something in between answers in the server's place."));
    }
    boolean ended = f.certificateEnds() > 0 && f.certificateEnds() < f.now();
    return Optional.of(
        withOthers(
            f,
            Verdict.of(
                FaultDomain.PROVIDER,
                Cause.CERTIFICATE,
                ended ? 0.95 : 0.8,
                ended
                    ? "The server's certificate ended at " + Names.time(f.certificateEnds()) + "."
                    : "The server is reached and shows a certificate that is not valid"
                        + said(f)
                        + ".")));
  }

  /// Messages arrive where nobody looks for them.
  static Optional<Verdict> filteredAsJunk(Findings f) {
    return f.dominant() != Kinds.FILTERED
        ? Optional.empty()
        : Optional.of(
            Verdict.of(
                FaultDomain.CUSTOMER,
                Cause.MAILBOX_MISCONFIGURED,
                0.6,
                "The message is accepted and arrives, in the junk folder, so sending, delivery and the mailbox work; a filter takes it for junk."));
  }

  /// Several mailboxes fail at the server at the same time, here or at other tenants.
  static Optional<Verdict> failsMany(Findings f) {
    if (!f.several()) {
      return Optional.empty();
    }
    List<String> because = new ArrayList<>();
    int here = f.affected().size() + f.peersFailing();
    if (here >= 2) {
      because.add(
          "%d mailboxes%s fail at the same time, which no single credential, permission or mailbox explains."
              .formatted(here, f.peersFailing() > 0 ? " (controls included)" : ""));
    }
    double confidence = here >= 2 ? 0.68 : 0.6;
    if (f.otherThingsWork()) {
      confidence += 0.12;
      because.add(
          "Other services answer from the same place, so the network and the probe are well.");
    }
    if (f.retriesSucceeded() > 0 || !f.hard()) {
      confidence += 0.08;
      because.add("The same credentials are accepted in between, so they are valid.");
    }
    if (f.tokensIssued() * 2 > f.looked()) {
      confidence += 0.05;
    }
    if (f.affected().size() * 2 >= f.targetsTotal()) {
      confidence += 0.04;
    }
    return Optional.of(
        withOthers(
            f, new Verdict(FaultDomain.PROVIDER, Cause.PROVIDER_OUTAGE, confidence, because)));
  }

  /// One mailbox fails as the provider's own incident describes it.
  static Optional<Verdict> incidentExplains(Findings f) {
    return !f.explained()
        ? Optional.empty()
        : Optional.of(
            Verdict.of(
                FaultDomain.PROVIDER,
                Cause.PROVIDER_OUTAGE,
                0.75,
                "Only one mailbox fails, but an incident of the provider describes this symptom at this time."));
  }

  /// One account is refused while its peers are well.
  static Optional<Verdict> oneAccountRefused(Findings f) {
    if (f.dominant() != Kinds.ACCOUNT || !f.hard()) {
      return Optional.empty();
    }
    String who = String.join(", ", f.affected());
    return Optional.of(
        f.peersHealthy() > 0
            ? Verdict.of(
                FaultDomain.CUSTOMER,
                Cause.MAILBOX_MISCONFIGURED,
                Math.min(0.9, 0.78 + 0.02 * f.peersHealthy()),
                "Only %s is refused, every time, while %d other mailboxes of the same service open."
                    .formatted(who, f.peersHealthy()))
            : Verdict.of(
                FaultDomain.CUSTOMER,
                Cause.MAILBOX_MISCONFIGURED,
                0.5,
                "%s is refused every time. No second mailbox of %s is probed, so an outage that refuses logins would look the same."
                    .formatted(who, Names.service(f.scope().service()))));
  }

  /// One target fails at the server, or comes and goes.
  static Optional<Verdict> failsOne(Findings f) {
    List<String> because = new ArrayList<>();
    double confidence = f.peersHealthy() > 0 ? 0.55 : 0.62;
    if (f.dominant() == Kinds.ACCOUNT) {
      because.add(
          "The same credential is accepted in between, so it is valid, and the server refuses it now and then.");
    } else {
      because.add(
          "The server itself does not serve the probe; no credential or mailbox setting of ours is involved.");
    }
    if (f.otherThingsWork()) {
      confidence += 0.13;
      because.add(
          "Other services answer from the same place, so the network and the probe are well.");
    }
    if (f.peersHealthy() > 0) {
      because.add(
          "%d other %s of the same service are well, so a part of the service is affected."
              .formatted(
                  f.peersHealthy(), f.scope().speaks(Protocol.HTTPS) ? "pages" : "mailboxes"));
    } else {
      because.add("There is no second target of this service to compare it with.");
    }
    return Optional.of(
        withOthers(
            f, new Verdict(FaultDomain.PROVIDER, Cause.PROVIDER_OUTAGE, confidence, because)));
  }

  /// The same verdict, surer where other tenants see the same. They are counted and not named: an
  /// alert goes to one tenant's people.
  static Verdict withOthers(Findings f, Verdict verdict) {
    Others others = f.others();
    if (others.tenants() == 0) {
      return verdict;
    }
    List<String> because = new ArrayList<>(verdict.because());
    because.add(
        "%d other %s the same since %s UTC; nothing is shared with us but the provider."
            .formatted(
                others.tenants(),
                others.tenants() == 1 ? "tenant sees" : "tenants see",
                Names.clock(others.since())));
    double surer = FOR_EACH_TENANT * Math.min(others.tenants(), TENANTS_THAT_COUNT);
    return new Verdict(verdict.domain(), verdict.cause(), verdict.confidence() + surer, because);
  }

  private static String said(Findings f) {
    String text = f.serverText();
    return text == null ? "" : " (" + text.strip().toLowerCase(Locale.ROOT) + ")";
  }
}
