package io.mailbuoy.classifier.core;

import io.mailbuoy.classifier.core.attribution.Company;
import io.mailbuoy.classifier.core.attribution.Findings;
import io.mailbuoy.classifier.core.attribution.Member;
import io.mailbuoy.classifier.core.attribution.Slowness;
import io.mailbuoy.classifier.core.detection.Cusum;
import io.mailbuoy.classifier.core.detection.FalseAlarmBudget;
import io.mailbuoy.classifier.core.detection.Onset;
import io.mailbuoy.classifier.core.detection.Stage;
import io.mailbuoy.classifier.core.state.Episode;
import io.mailbuoy.classifier.core.state.Pool;
import io.mailbuoy.classifier.core.state.Sight;
import io.mailbuoy.classifier.core.state.TenantState;
import io.mailbuoy.classifier.core.state.Track;
import io.mailbuoy.classifier.core.state.Watch;
import io.mailbuoy.contracts.event.FailureKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Feeds results to the detectors, and opens an episode where one of them is sure.
final class Detector {
  /// A location is waited for where the same targets are probed from it this often, in
  /// milliseconds.
  private static final long OFTEN = Duration.ofSeconds(90).toMillis();

  /// A target's usual pace is not learned while so much speaks for its being slow, which is three
  /// slow probes or so close to each other.
  private static final double SUSPECT = 5;

  private final Episodes episodes;

  Detector(Episodes episodes) {
    this.episodes = episodes;
  }

  /// Takes a result of something that people depend on.
  void take(TenantState state, Sight sight, Observation o, List<Decision> decisions) {
    boolean throttled = o.kind() == FailureKind.THROTTLED;
    if (!throttled) {
      take(state, sight, Track.FAULT, o, o.failed(), decisions);
    }
    if (throttled || (sight.has(Track.LOAD) && !o.failed())) {
      take(state, sight, Track.LOAD, o, throttled, decisions);
    }
    if (o.first()
        && !o.failed()
        && !inEpisode(sight, Track.FAULT)
        && !inEpisode(sight, Track.LOAD)) {
      takePace(state, sight, o, decisions);
    }
  }

  private static boolean inEpisode(Sight sight, Track track) {
    return sight.has(track) && sight.watch(track).episode() != null;
  }

  /// Only what works can be slow, and what fails now is told of already.
  private void takePace(TenantState state, Sight sight, Observation o, List<Decision> decisions) {
    if (sight.tempo().knows(o)) {
      take(state, sight, Track.SLOW, o, sight.tempo().slow(o), decisions);
    }
    Watch watch = sight.watch(Track.SLOW);
    if (watch.episode() == null && watch.cusum.highest() < SUSPECT) {
      sight.tempo().learn(o);
    }
  }

  /// Takes a result of a control: only how fast it usually is.
  void takeControl(TenantState state, Sight sight, Observation o) {
    if (o.first() && !o.failed() && !episodes.anythingSlow(state)) {
      sight.tempo().learn(o);
    }
  }

  private void take(
      TenantState state,
      Sight sight,
      Track track,
      Observation o,
      boolean sign,
      List<Decision> decisions) {
    Watch watch = sight.watch(track);
    if (watch.episode() == null) {
      episodes.joinBroad(state, sight, track);
    }
    String episodeId = watch.episode();
    Episode episode = episodeId == null ? null : state.episode(episodeId);
    if (episode != null) {
      episodes.goOn(state, episode, sight, o, sign, decisions);
    } else if (o.first()) {
      sample(state, sight, track, o, sign, decisions);
    }
  }

  private void sample(
      TenantState state,
      Sight sight,
      Track track,
      Observation o,
      boolean sign,
      List<Decision> decisions) {
    Watch watch = sight.watch(track);
    double normal = watch.baseline.rate();
    Stage stage = Stage.of(o.phase());
    double held = sign ? watch.baseline.rateAt(stage) : normal;
    watch.cusum.add(sign, normal, held, o.at());
    watch.baseline.add(sign, stage, watch.cusum.zero());
    List<Pool> pools = state.pools(sight, track);
    double threshold =
        FalseAlarmBudget.threshold(state.subjects(), pools.size() + 1) + track.norm().caution();
    for (Pool pool : pools) {
      if (sign || !pool.cusum.zero()) {
        pool.cusum.add(sign, normal, held, o.at());
        state.touch(pool);
        if (pool.cusum.alarm(threshold, FalseAlarmBudget.LEAST_POOLED_SAMPLES)
            instanceof Cusum.Alarm.Raised raised) {
          raise(state, pool, raised.onset(), decisions);
          return;
        }
      }
    }
    if (sign && watch.cusum.alarm(threshold, 1) instanceof Cusum.Alarm.Raised raised) {
      raise(state, pools.getFirst(), raised.onset(), decisions);
    }
  }

  /// Looks again at alarms that wait for the controls.
  void decidePending(TenantState state, List<Decision> decisions) {
    List<Pool> waiting = null;
    for (Pool pool : state.pools()) {
      if (pool.pending() != null) {
        waiting = waiting == null ? new ArrayList<>() : waiting;
        waiting.add(pool);
      }
    }
    if (waiting != null) {
      for (Pool pool : waiting) {
        Pool.Pending pending = pool.pending();
        if (pending != null) {
          raise(state, pool, pending.onset(), decisions);
        }
      }
    }
  }

  private void raise(TenantState state, Pool pool, long firstSeen, List<Decision> decisions) {
    Episode.Type type =
        switch (pool.track()) {
          case FAULT -> Episode.Type.FAULT;
          case LOAD -> Episode.Type.LOAD;
          case SLOW -> Episode.Type.SLOW;
        };
    List<Member> free = episodes.free(state, pool.scope(), pool.track(), firstSeen);
    Findings findings = episodes.survey(state, type, pool.scope(), firstSeen, free, null);
    state.touch(pool);
    if (findings.affected().isEmpty()) {
      // those that failed have been taken over by an episode of their own
      state.resetPools(pool.scope(), pool.track());
      return;
    }
    Slowness slow = findings.slowness();
    if (slow != null && !slow.felt()) {
      forget(state, pool, free);
      return;
    }
    long first = Math.max(firstSeen, findings.began());
    if (first > firstSeen) {
      // something failed by chance just before, which belongs to the sum and not to the fault
      free = episodes.free(state, pool.scope(), pool.track(), first);
      findings = episodes.survey(state, type, pool.scope(), first, free, null);
    }
    long now = state.timeline().now();
    long patience =
        Math.max(
            Company.patience(findings, free, firstSeen),
            Math.max(findings.patience(), patienceForOtherPlaces(findings, free)));
    if (patience > 0) {
      pool.await(now, firstSeen);
      Pool.Pending pending = pool.pending();
      if (pending != null && now - pending.raisedAt() < patience) {
        return;
      }
    }
    state.resetPools(pool.scope(), pool.track());
    long onset =
        Onset.before(
            first, findings.ratioAttempts(), findings.ratioFailures(), gap(free, findings.ofAll()));
    if (onset < first) {
      free = episodes.free(state, pool.scope(), pool.track(), onset);
      findings = episodes.survey(state, type, pool.scope(), onset, free, null);
    }
    episodes.open(state, findings, free, decisions);
  }

  private static void forget(TenantState state, Pool pool, List<Member> members) {
    state.resetPools(pool.scope(), pool.track());
    for (Member member : members) {
      if (member.affected()) {
        member.sight().watch(pool.track()).cusum.reset();
        state.touch(member.sight());
      }
    }
  }

  /// How long to wait until slow targets are heard of from other locations, which tells a slow path
  /// from a slow server too, in milliseconds; 0 where there is nothing to wait for.
  private static long patienceForOtherPlaces(Findings found, List<Member> members) {
    Slowness slow = found.slowness();
    boolean unheard =
        slow != null
            && slow.well().isEmpty()
            && members.stream()
                .filter(member -> !found.locations().contains(member.sight().location()))
                .filter(member -> found.affected().contains(member.sight().targetId()))
                .anyMatch(member -> member.tally().attempts() == 0 && isOften(member.sight()));
    return unheard ? OFTEN : 0;
  }

  private static boolean isOften(Sight sight) {
    return sight.intervalMillis() > 0 && sight.intervalMillis() <= OFTEN;
  }

  /// How long it takes on average until the next of them is probed, in milliseconds.
  private static double gap(List<Member> members, boolean all) {
    double perMilli = 0;
    for (Member member : members) {
      if ((all || member.affected()) && member.sight().intervalMillis() > 0) {
        perMilli += 1 / member.sight().intervalMillis();
      }
    }
    return perMilli == 0 ? 0 : 1 / perMilli;
  }
}
