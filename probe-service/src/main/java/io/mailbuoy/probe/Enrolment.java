package io.mailbuoy.probe;

import io.mailbuoy.contracts.config.TargetConfig;
import io.mailbuoy.contracts.event.Target;
import io.mailbuoy.probe.targets.Roster;
import io.mailbuoy.probe.targets.TargetFile;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/// Keeps the topic of targets as the configuration file says: what the file holds is written, what
/// it holds no more is removed, and what others have written stays.
///
/// The replicas of a location have the same file. While it is being changed on one after the other,
/// the one that has changed last decides.
final class Enrolment {
  private static final Logger LOG = Logger.getLogger(Enrolment.class);

  private final Planner planner;
  private final Roster roster;
  private final Watching watching;
  private final Topic topic;
  private final Optional<TargetFile> file;
  private ProbePlan plan;
  private boolean topicIsKnown;

  /// Plans how the targets of the configuration are probed.
  interface Planner {
    ProbePlan plan(List<? extends TargetConfig> targets);

    /// How the targets of the topic are probed by that plan.
    TargetProbes probes(ProbePlan plan, List<? extends TargetConfig> targets);
  }

  /// Where targets are written.
  interface Topic {
    void put(Target target);

    void remove(String id);

    /// By what the topic shows that we have written.
    String source();
  }

  /// @param file where the configuration comes from, if from a file
  Enrolment(
      List<? extends TargetConfig> targets,
      Planner planner,
      Roster roster,
      Watching watching,
      Topic topic,
      Optional<TargetFile> file) {
    this.planner = planner;
    this.roster = roster;
    this.watching = watching;
    this.topic = topic;
    this.file = file;
    this.plan = plan(targets);
  }

  private ProbePlan plan(List<? extends TargetConfig> targets) {
    ProbePlan made = planner.plan(targets);
    made.problems().forEach(problem -> LOG.error(problem));
    watching.use(planner.probes(made, targets));
    return made;
  }

  /// The topic was read to its end: now it shows what is missing there.
  synchronized void topicIsKnown() {
    topicIsKnown = true;
    write();
    roster.complete();
  }

  /// Looks whether the file was changed.
  synchronized void look() {
    if (file.isEmpty()) {
      return;
    }
    switch (file.get().look()) {
      case TargetFile.News.None _ -> {}
      case TargetFile.News.Faulty(var faults) ->
          LOG.errorf(
              "the changed configuration has faults, and what was known before goes on: %s",
              String.join("; ", faults));
      case TargetFile.News.Changed(var targets, var changed, var restart) ->
          apply(targets, changed, restart);
    }
  }

  private void apply(List<TargetConfig> targets, Set<String> changed, Set<String> restart) {
    if (!restart.isEmpty()) {
      LOG.warnf(
          "the configuration was changed beyond its targets; restart to make these keys count: %s",
          String.join(", ", restart));
    }
    plan = plan(targets);
    roster.renew(changed); // a secret may have changed, which no event shows
    if (topicIsKnown) {
      write();
    }
  }

  private void write() {
    Roster.Difference difference =
        roster.difference(plan.watched().stream().map(Watched::target).toList(), topic.source());
    difference.missing().forEach(topic::put);
    difference.obsolete().forEach(topic::remove);
    if (!difference.missing().isEmpty()) {
      LOG.infof("%d targets are new or changed in the configuration", difference.missing().size());
    }
    if (!difference.obsolete().isEmpty()) {
      LOG.infof(
          "the configuration holds these targets no more, so they are removed: %s",
          String.join(", ", difference.obsolete()));
    }
  }
}
