package io.mailbuoy.classifier.core.attribution;

import java.util.Optional;

/// One way in which something can be somebody's fault. It speaks only where the findings bear it
/// out, and gives its reasons.
sealed interface Rule
    permits Rules.Throttled,
        Rules.BrokenPath,
        Rules.OneLocation,
        Rules.AfterChange,
        Rules.PolicyRefuses,
        Rules.CredentialRefused,
        Rules.NoTokens,
        Rules.NameServerBroken,
        Rules.NameGone,
        Rules.BadCertificate,
        Rules.FilteredAsJunk,
        Rules.ServerFailsMany,
        Rules.IncidentExplains,
        Rules.OneAccountRefused,
        Rules.ServerFailsOne,
        SlowRules.SlowPath,
        SlowRules.SlowFromOnePlace,
        SlowRules.ServerSlowForMany,
        SlowRules.SlowForOne {
  Optional<Verdict> judge(Findings f);
}
