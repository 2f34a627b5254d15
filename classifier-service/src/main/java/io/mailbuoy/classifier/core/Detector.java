package io.mailbuoy.classifier.core;

import io.mailbuoy.classifier.core.attribution.Findings;
import io.mailbuoy.classifier.core.attribution.Member;
import io.mailbuoy.classifier.core.detection.Cusum;
import io.mailbuoy.classifier.core.detection.FalseAlarmBudget;
import io.mailbuoy.classifier.core.state.Episode;
import io.mailbuoy.classifier.core.state.Pool;
import io.mailbuoy.classifier.core.state.Sight;
import io.mailbuoy.classifier.core.state.TenantState;
import io.mailbuoy.classifier.core.state.Track;
import io.mailbuoy.classifier.core.state.Watch;
import io.mailbuoy.contracts.event.FailureKind;
import java.util.List;

/// Feeds results to the detectors, and opens an episode where one of them is sure.
final class Detector {
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
    if (throttled || (sight.hasLoad() && !o.failed())) {
      take(state, sight, Track.LOAD, o, throttled, decisions);
    }
  }

  private void take(
      TenantState state,
      Sight sight,
      Track track,
      Observation o,
      boolean failed,
      List<Decision> decisions) {
    Watch watch = sight.watch(track);
    if (watch.episode() == null) {
      episodes.joinBroad(state, sight, track);
    }
    String episodeId = watch.episode();
    Episode episode = episodeId == null ? null : state.episode(episodeId);
    if (episode != null) {
      episodes.goOn(state, episode, sight, o, failed, decisions);
    } else if (o.first()) {
      sample(state, sight, track, o, failed, decisions);
    }
  }

  private void sample(
      TenantState state,
      Sight sight,
      Track track,
      Observation o,
      boolean failed,
      List<Decision> decisions) {
    Watch watch = sight.watch(track);
    double baseline = watch.baseline.rate();
    watch.cusum.add(failed, baseline, o.at());
    watch.baseline.add(failed, watch.cusum.zero());
    Pool pool = state.pool(sight.scope(), track);
    if (!failed && pool.cusum.zero()) {
      return;
    }
    pool.cusum.add(failed, baseline, o.at());
    state.touch(pool);
    Cusum.Alarm own = watch.cusum.alarm(FalseAlarmBudget.THRESHOLD, 1);
    Cusum.Alarm pooled =
        pool.cusum.alarm(FalseAlarmBudget.THRESHOLD, FalseAlarmBudget.LEAST_POOLED_SAMPLES);
    if (pooled instanceof Cusum.Alarm.Raised raised) {
      raise(state, pool, raised.onset(), decisions);
    } else if (own instanceof Cusum.Alarm.Raised raised) {
      raise(state, pool, raised.onset(), decisions);
    }
  }

  /// Looks again at alarms that wait for the controls.
  void decidePending(TenantState state, List<Decision> decisions) {
    for (Pool pool : List.copyOf(state.pools())) {
      Pool.Pending pending = pool.pending();
      if (pending != null) {
        raise(state, pool, pending.onset(), decisions);
      }
    }
  }

  private void raise(TenantState state, Pool pool, long onset, List<Decision> decisions) {
    List<Member> free = episodes.free(state, pool.scope(), pool.track(), onset);
    Episode.Type type = pool.track() == Track.LOAD ? Episode.Type.LOAD : Episode.Type.FAULT;
    Findings findings = episodes.survey(state, type, pool.scope(), onset, free, null);
    state.touch(pool);
    if (findings.affected().isEmpty()) {
      pool.reset(); // those that failed have been taken over by an episode of their own
      return;
    }
    long now = state.timeline().now();
    long patience = findings.patience();
    if (patience > 0) {
      pool.await(now, onset);
      Pool.Pending pending = pool.pending();
      if (pending != null && now - pending.raisedAt() < patience) {
        return;
      }
    }
    pool.reset();
    episodes.open(state, findings, free, decisions);
  }
}
