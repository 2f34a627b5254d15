package io.mailbuoy.classifier.core.attribution;

import io.mailbuoy.classifier.core.naming.Names;
import io.mailbuoy.contracts.event.Cause;
import io.mailbuoy.contracts.event.ChangeEvent;
import io.mailbuoy.contracts.event.FaultDomain;
import io.mailbuoy.contracts.event.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// The rules, each with the comparison that it rests on.
final class Rules {
  private static final double HALF = 0.5;

  private Rules() {}

  /// The server asks for less load. That is ours, and no outage.
  record Throttled() implements Rule {
    @Override
    public Optional<Verdict> judge(Findings f) {
      if (f.dominant() != Kinds.THROTTLED) {
        return Optional.empty();
      }
      return Optional.of(
          Verdict.of(
              FaultDomain.CUSTOMER,
              Cause.THROTTLED,
              0.95,
              "The server answers and asks for less load, so it is not down."));
    }
  }

  /// Nothing at all is reached from a location, whoever runs it.
  record BrokenPath() implements Rule {
    @Override
    public Optional<Verdict> judge(Findings f) {
      List<Neighbour> heard = f.neighbours().stream().filter(n -> n.seen() > 0).toList();
      List<Neighbour> supporting = heard.stream().filter(n -> n.supports(f.ratio())).toList();
      if (f.pathShare() <= HALF
          || supporting.isEmpty()
          || heard.stream().anyMatch(n -> n.contradicts(f.ratio()))) {
        return Optional.empty();
      }
      String own = Names.provider(f.scope().service());
      boolean independent = supporting.stream().anyMatch(n -> !n.provider().equals(own));
      if (!independent && f.locations().size() > 1) {
        return Optional.empty(); // several places and one provider: that is the provider
      }
      String told =
          heard.stream()
              .map(n -> "%s %d of %d".formatted(Names.scope(n.scope()), n.failed(), n.seen()))
              .distinct()
              .collect(Collectors.joining(", "));
      return Optional.of(
          Verdict.of(
              FaultDomain.NETWORK,
              Cause.NETWORK_PATH,
              independent ? 0.92 : 0.7,
              "Other things that are probed from %s fail alike (failed: %s), so it is the way there and not one service."
                  .formatted(String.join(", ", f.locations()), told)));
    }
  }

  /// The same targets answer elsewhere.
  record OneLocation() implements Rule {
    @Override
    public Optional<Verdict> judge(Findings f) {
      if (f.pathShare() <= HALF || f.elsewhere().isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(
          Verdict.of(
              FaultDomain.NETWORK,
              Cause.NETWORK_PATH,
              0.85,
              "It is not reached from %s, while it answers from %s at the same time."
                  .formatted(String.join(", ", f.locations()), String.join(", ", f.elsewhere()))));
    }
  }

  /// Somebody changed something on exactly what fails.
  record AfterChange() implements Rule {
    @Override
    public Optional<Verdict> judge(Findings f) {
      ChangeEvent change = f.change();
      if (change == null) {
        return Optional.empty();
      }
      long minutes = Math.max(0, Math.round((f.onset() - change.at().toEpochMilli()) / 60_000.0));
      return Optional.of(
          Verdict.of(
              FaultDomain.CUSTOMER,
              Cause.CONFIGURATION_CHANGE,
              change.scope().isEmpty() ? 0.65 : 0.85,
              "It began %d minutes after the change \"%s\"%s at %s, which touches exactly what fails."
                  .formatted(
                      minutes,
                      change.summary(),
                      change.by() == null ? "" : " by " + change.by(),
                      Names.time(change.at().toEpochMilli()))));
    }
  }

  /// The identity provider refuses by a policy.
  record PolicyRefuses() implements Rule {
    @Override
    public Optional<Verdict> judge(Findings f) {
      return f.dominant() != Kinds.TOKEN_POLICY
          ? Optional.empty()
          : Optional.of(
              Verdict.of(
                  FaultDomain.CUSTOMER,
                  Cause.ACCESS_POLICY,
                  0.9,
                  "The identity provider answers, and refuses the token by a policy; the mailbox server was not asked."));
    }
  }

  /// The identity provider refuses our credential.
  record CredentialRefused() implements Rule {
    @Override
    public Optional<Verdict> judge(Findings f) {
      return f.dominant() != Kinds.TOKEN_REJECTED
          ? Optional.empty()
          : Optional.of(
              Verdict.of(
                  FaultDomain.CUSTOMER,
                  Cause.CREDENTIAL_REJECTED,
                  0.93,
                  "The identity provider answers, and rejects our credential itself; the mailbox server was not asked."));
    }
  }

  /// No token can be had.
  record NoTokens() implements Rule {
    @Override
    public Optional<Verdict> judge(Findings f) {
      if (f.dominant() != Kinds.TOKEN_UNAVAILABLE) {
        return Optional.empty();
      }
      List<String> because = new ArrayList<>();
      because.add(
          "The identity provider issues no tokens to %s of %d mailboxes; the mailbox server was not asked."
              .formatted(f.affected().size(), f.targetsTotal()));
      if (f.tokensFail()) {
        because.add("The control that asks for a token alone fails as well.");
      }
      double confidence = 0.6 + (f.several() ? 0.2 : 0) + (f.tokensFail() ? 0.13 : 0);
      return Optional.of(
          new Verdict(FaultDomain.PROVIDER, Cause.IDENTITY_OUTAGE, confidence, because));
    }
  }

  /// A name server that is asked for the same name knows it.
  record NameServerBroken() implements Rule {
    @Override
    public Optional<Verdict> judge(Findings f) {
      boolean known =
          f.neighbours().stream()
              .anyMatch(n ->
                  n.scope().speaks(Protocol.DNS)
                      && n.scope().service().equals(f.scope().service())
                      && n.healthy());
      return f.dominant() != Kinds.NAME || !known
          ? Optional.empty()
          : Optional.of(
              Verdict.of(
                  FaultDomain.NETWORK,
                  Cause.DNS_FAILURE,
                  0.85,
                  "The name does not resolve here, while a name server that is asked for a name of the same service from the same place knows it, so the resolver of this place is not well."));
    }
  }

  /// The provider's name does not resolve while others do.
  record NameGone() implements Rule {
    @Override
    public Optional<Verdict> judge(Findings f) {
      if (f.dominant() != Kinds.NAME) {
        return Optional.empty();
      }
      List<String> resolved =
          f.neighbours().stream()
              .filter(n -> n.seen() > n.names())
              .map(n -> Names.scope(n.scope()))
              .distinct()
              .toList();
      return Optional.of(
          resolved.isEmpty()
              ? Verdict.of(
                  FaultDomain.PROVIDER,
                  Cause.DNS_FAILURE,
                  0.5,
                  "The name does not resolve; no other name is probed from there to compare it with.")
              : Verdict.of(
                  FaultDomain.PROVIDER,
                  Cause.DNS_FAILURE,
                  0.9,
                  "The name does not resolve, while other names do from the same place ("
                      + String.join(", ", resolved)
                      + "), so our resolver works."));
    }
  }

  /// The server's certificate is not valid.
  record BadCertificate() implements Rule {
    @Override
    public Optional<Verdict> judge(Findings f) {
      if (f.dominant() != Kinds.CERTIFICATE) {
        return Optional.empty();
      }
      boolean others =
          !f.neighbours().isEmpty()
              && f.neighbours().stream().allMatch(n -> n.seen() > 0 && n.ratio() > 0.5);
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
          Verdict.of(
              FaultDomain.PROVIDER,
              Cause.CERTIFICATE,
              ended ? 0.95 : 0.8,
              ended
                  ? "The server's certificate ended at " + Names.time(f.certificateEnds()) + "."
                  : "The server is reached and shows a certificate that is not valid"
                      + said(f)
                      + "."));
    }
  }

  /// Messages arrive where nobody looks for them.
  record FilteredAsJunk() implements Rule {
    @Override
    public Optional<Verdict> judge(Findings f) {
      return f.dominant() != Kinds.FILTERED
          ? Optional.empty()
          : Optional.of(
              Verdict.of(
                  FaultDomain.CUSTOMER,
                  Cause.MAILBOX_MISCONFIGURED,
                  0.6,
                  "The message is accepted and arrives, in the junk folder, so sending, delivery and the mailbox work; a filter takes it for junk."));
    }
  }

  /// Several mailboxes fail at the server at the same time.
  record ServerFailsMany() implements Rule {
    @Override
    public Optional<Verdict> judge(Findings f) {
      if (!f.several()) {
        return Optional.empty();
      }
      List<String> because = new ArrayList<>();
      because.add(
          "%d mailboxes%s fail at the same time, which no single credential, permission or mailbox explains."
              .formatted(
                  f.affected().size() + f.peersFailing(),
                  f.peersFailing() > 0 ? " (controls included)" : ""));
      double confidence = 0.68;
      if (f.otherThingsWork()) {
        confidence += 0.12;
        because.add(
            "Other services answer from the same place, so the network and the probe are well.");
      }
      if (f.retriesSucceeded() > 0 || !f.hard()) {
        confidence += 0.08;
        because.add("The same credentials are accepted in between, so they are valid.");
      }
      if (f.tokensIssued() * 2 > f.failures()) {
        confidence += 0.05;
      }
      if (f.affected().size() * 2 >= f.targetsTotal()) {
        confidence += 0.04;
      }
      return Optional.of(
          new Verdict(FaultDomain.PROVIDER, Cause.PROVIDER_OUTAGE, confidence, because));
    }
  }

  /// One mailbox fails as the provider's own incident describes it.
  record IncidentExplains() implements Rule {
    @Override
    public Optional<Verdict> judge(Findings f) {
      return f.several() || !f.explained()
          ? Optional.empty()
          : Optional.of(
              Verdict.of(
                  FaultDomain.PROVIDER,
                  Cause.PROVIDER_OUTAGE,
                  0.75,
                  "Only one mailbox fails, but an incident of the provider describes this symptom at this time."));
    }
  }

  /// One account is refused while its peers are well.
  record OneAccountRefused() implements Rule {
    @Override
    public Optional<Verdict> judge(Findings f) {
      if (f.dominant() != Kinds.ACCOUNT || !f.hard() || f.several()) {
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
  }

  /// One target fails at the server, or comes and goes.
  record ServerFailsOne() implements Rule {
    @Override
    public Optional<Verdict> judge(Findings f) {
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
          new Verdict(FaultDomain.PROVIDER, Cause.PROVIDER_OUTAGE, confidence, because));
    }
  }

  private static String said(Findings f) {
    String text = f.serverText();
    return text == null ? "" : " (" + text.strip().toLowerCase(Locale.ROOT) + ")";
  }
}
