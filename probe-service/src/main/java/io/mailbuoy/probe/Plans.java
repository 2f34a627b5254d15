package io.mailbuoy.probe;

import io.mailbuoy.contracts.config.MailbuoyConfig;
import io.mailbuoy.contracts.config.TargetConfig;
import io.mailbuoy.probe.graph.KnownIncidents;
import io.mailbuoy.probe.targets.Keyring;
import java.util.List;

/// Plans with what this replica has: the configuration as it was at the start, and the tools that
/// were made from it.
record Plans(MailbuoyConfig config, Toolbox tools, KnownIncidents known, Publisher publisher)
    implements Enrolment.Planner {
  @Override
  public ProbePlan plan(List<? extends TargetConfig> targets) {
    return ProbePlan.of(config, MailbuoyConfig.probed(targets), tools, known, publisher::publish);
  }

  @Override
  public TargetProbes probes(ProbePlan plan, List<? extends TargetConfig> targets) {
    Keyring keyring = new Keyring(MailbuoyConfig.probed(targets), config.tenants());
    return new TargetProbes(plan, keyring, tools);
  }
}
