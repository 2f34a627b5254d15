package io.mailbuoy.classifier.core.attribution;

import io.mailbuoy.contracts.event.Cause;
import io.mailbuoy.contracts.event.FaultDomain;
import java.util.List;

/// Says whose fault it is. The rules are asked in this order, and the first that speaks decides.
///
/// The order is an argument: first what makes every other observation worthless (the way there),
/// then what somebody did, then what the identity provider, the names and the certificates say in
/// words of their own, and only then the comparison of mailboxes, because a refused login gives no
/// reason.
public final class Attribution {
  private static final List<Rule> RULES =
      List.of(
          OwnRules::throttled,
          NameRules::nameServerKnows,
          PathRules::nothingIsReached,
          PathRules::answersElsewhere,
          OwnRules::afterChange,
          NameRules::nameIsGone,
          IdentityRules::policyRefuses,
          IdentityRules::credentialRefused,
          IdentityRules::noTokens,
          ServerRules::badCertificate,
          ServerRules::filteredAsJunk,
          ServerRules::failsMany,
          ServerRules::incidentExplains,
          ServerRules::oneAccountRefused,
          ServerRules::failsOne);

  /// The same argument for what works and is slow.
  private static final List<Rule> SLOW_RULES =
      List.of(
          SlowRules::everythingIsSlow,
          SlowRules::fastElsewhere,
          OwnRules::afterChange,
          SlowRules::slowForMany,
          SlowRules::slowForOne);

  private Attribution() {}

  /// The verdict that follows from the findings.
  public static Verdict judge(Findings findings) {
    for (Rule rule : findings.slowness() == null ? RULES : SLOW_RULES) {
      var verdict = rule.judge(findings);
      if (verdict.isPresent()) {
        return verdict.get();
      }
    }
    return Verdict.of(
        FaultDomain.UNKNOWN, Cause.UNKNOWN, 0.2, "Nothing that was seen says whose fault it is.");
  }
}
