package io.mailbuoy.notifier;

import io.mailbuoy.notifier.channel.Channel;
import io.mailbuoy.notifier.decision.Decider;
import io.mailbuoy.notifier.decision.Decision;
import io.mailbuoy.notifier.decision.Policy;
import io.mailbuoy.notifier.decision.Routing;
import io.mailbuoy.notifier.decision.Situation;
import io.mailbuoy.notifier.delivery.Ledger;
import io.mailbuoy.notifier.delivery.Struggles;
import java.time.Instant;

/// Puts together all that a decision rests on, and has it made.
record Judge(Policy policy, Ledger ledger, Struggles struggles) {
  Decision decide(Ledger.Known known, Routing.Plan plan, Channel channel, Instant now) {
    Situation situation =
        new Situation(
            known.alert(),
            known.receipts(),
            plan,
            known.wishes(),
            policy.calm(),
            policy.digests().lastTold(ledger.digests()),
            policy.groups(),
            struggles.troubles(),
            now);
    return Decider.decide(situation, channel.name(), channel.kind());
  }

  Routing.Plan plan(Ledger.Known known) {
    return policy.routing().plan(known.alert());
  }
}
