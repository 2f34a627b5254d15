package io.mailbuoy.classifier.core.attribution;

import io.mailbuoy.contracts.event.Cause;
import io.mailbuoy.contracts.event.FaultDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the identity provider says, before the mailbox server is asked at all.
final class IdentityRules {
  private IdentityRules() {}

  /// The identity provider refuses by a policy. That is ours, unless it refuses other tenants at
  /// the same time: they have policies of their own, and share only the data that these judge by.
  static Optional<Verdict> policyRefuses(Findings f) {
    if (f.dominant() != Kinds.TOKEN_POLICY) {
      return Optional.empty();
    }
    String refused =
        "The identity provider answers, and refuses the token by a policy; the mailbox server was not asked.";
    if (f.others().tenants() == 0) {
      return Optional.of(Verdict.of(FaultDomain.CUSTOMER, Cause.ACCESS_POLICY, 0.9, refused));
    }
    return Optional.of(
        ServerRules.withOthers(
            f,
            Verdict.of(
                FaultDomain.PROVIDER,
                Cause.IDENTITY_OUTAGE,
                0.6,
                refused,
                "Tenants have policies of their own, and what begins at several of them at once lies in what the provider judges all of them by.")));
  }

  /// The identity provider refuses our credential.
  static Optional<Verdict> credentialRefused(Findings f) {
    if (f.dominant() != Kinds.TOKEN_REJECTED) {
      return Optional.empty();
    }
    return Optional.of(
        Verdict.of(
            FaultDomain.CUSTOMER,
            Cause.CREDENTIAL_REJECTED,
            0.93,
            "The identity provider answers, and rejects our credential itself for %d of %d targets; the mailbox server was not asked."
                .formatted(f.affected().size(), f.targetsTotal())));
  }

  /// No token can be had.
  static Optional<Verdict> noTokens(Findings f) {
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
        ServerRules.withOthers(
            f, new Verdict(FaultDomain.PROVIDER, Cause.IDENTITY_OUTAGE, confidence, because)));
  }
}
