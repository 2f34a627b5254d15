package io.mailbuoy.classifier.core;

import io.mailbuoy.classifier.core.attribution.Attribution;
import io.mailbuoy.classifier.core.attribution.Findings;
import io.mailbuoy.classifier.core.attribution.Member;
import io.mailbuoy.classifier.core.attribution.Survey;
import io.mailbuoy.classifier.core.attribution.Verdict;
import io.mailbuoy.classifier.core.detection.Recovery;
import io.mailbuoy.classifier.core.state.Episode;
import io.mailbuoy.classifier.core.state.Progress;
import io.mailbuoy.classifier.core.state.ScopeKey;
import io.mailbuoy.classifier.core.state.Sight;
import io.mailbuoy.classifier.core.state.Tally;
import io.mailbuoy.classifier.core.state.TenantState;
import io.mailbuoy.classifier.core.state.Track;
import io.mailbuoy.classifier.core.state.Watch;
import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.FaultDomain;
import io.mailbuoy.contracts.event.Transition;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The life of an episode: it opens, is looked at again while it goes on, and ends.
final class Episodes {
  /// How often an episode is looked at again: as often as something new can matter, which is less
  /// often the older it is.
  private static final long LOOK_EVERY = Duration.ofMinutes(1).toMillis();

  private static final long LOOK_AT_LEAST = Duration.ofMinutes(10).toMillis();
  private static final int LOOKS_PER_AGE = 60;

  /// A new verdict must last this long before it is said, unless an event brought it.
  private static final long SETTLED = Duration.ofMinutes(2).toMillis();

  /// Smaller changes of the scope are said this often at most.
  private static final Duration UPDATE_EVERY = Duration.ofMinutes(10);

  /// While it spreads over many targets, that is said this often at most.
  private static final Duration GROWN_EVERY = Duration.ofMinutes(1);

  /// Among so many targets, some have a failure of their own at any time.
  private static final int MANY = 50;

  private static final double UNPROVEN = 0.07;
  private static final double SLOW_UNPROVEN = 0.5;

  private final Tuning tuning;
  private final Bulletin bulletin = new Bulletin();
  private final Links links = new Links();

  Episodes(Tuning tuning) {
    this.tuning = tuning;
  }

  /// The subjects of a scope that belong to no episode, with what was counted since an onset.
  List<Member> free(TenantState state, ScopeKey scope, Track track, long onset) {
    List<Member> free = new ArrayList<>();
    state.eachSight(sight -> {
      if (!sight.control()
          && sight.scope().equals(scope)
          && sight.has(track)
          && sight.watch(track).episode() == null) {
        free.add(new Member(sight, Recount.since(onset, sight, track), track));
      }
    });
    return free;
  }

  Findings survey(
      TenantState state,
      Episode.Type type,
      ScopeKey scope,
      long onset,
      List<Member> members,
      @Nullable Progress progress) {
    return new Survey(state, type, scope, onset, members, progress)
        .findings(() -> links.explains(state, scope, onset));
  }

  private Findings survey(TenantState state, Episode episode) {
    return survey(
        state,
        episode.type(),
        episode.scope(),
        episode.onset(),
        members(state, episode),
        state.progress(episode));
  }

  static List<Member> members(TenantState state, Episode episode) {
    Track track = episode.type().track();
    List<Member> members = new ArrayList<>();
    state.eachSight(sight -> {
      if (!sight.control() && sight.scope().equals(episode.scope())) {
        Watch watch = sight.has(track) ? sight.watch(track) : null;
        if (watch != null && episode.id().equals(watch.episode())) {
          members.add(new Member(sight, watch.tally(), track));
        } else if (watch != null && watch.episode() == null) {
          Member peer = new Member(sight, Recount.since(episode.onset(), sight, track), track);
          if (!peer.affected()) { // one that fails by itself is no peer to compare with
            members.add(peer);
          }
        }
      }
    });
    return members;
  }

  /// A target that turns up while everything of its scope fails belongs to that episode.
  void joinBroad(TenantState state, Sight sight, Track track) {
    for (Episode episode : state.openEpisodes()) {
      if (episode.broad()
          && episode.type() != Episode.Type.BLIND
          && episode.type().track() == track
          && episode.scope().equals(sight.scope())) {
        sight.watch(track).join(episode.id(), new Tally());
      }
    }
  }

  /// Whether anything is slow.
  boolean anythingSlow(TenantState state) {
    for (Episode episode : state.openEpisodes()) {
      if (episode.type() == Episode.Type.SLOW) {
        return true;
      }
    }
    return false;
  }

  /// Opens an episode for a new fault, or recognises the fault of an open one.
  void open(TenantState state, Findings found, List<Member> free, List<Decision> decisions) {
    Episode same = Kin.same(state, found);
    if (same != null) {
      same.broaden();
      join(state, same, found, free);
      lookAgain(state, same, true, decisions);
      return;
    }
    Episode slow = found.type() == Episode.Type.FAULT ? Kin.slow(state, found) : null;
    if (slow != null) {
      worsen(state, slow, found, free, decisions);
      return;
    }
    Verdict verdict = Attribution.judge(found);
    if (Kin.WIDE.contains(verdict.cause()) && Kin.covers(state, found, verdict)) {
      free.forEach(member -> {
        member.sight().watch(member.track()).cusum.reset();
        state.touch(member.sight());
      });
      return;
    }
    Episode episode = new Episode(idOf(state, found), found.type(), found.scope(), found.onset());
    Episode.Earlier earlier = Kin.earlier(state, found, tuning.reopenWithin());
    state.add(episode);
    cover(state, episode, found, free);
    if (earlier != null) {
      episode.follows(earlier);
    }
    say(state, episode, survey(state, episode), Transition.OPENED, decisions);
  }

  /// An episode is of one target, or of all that are free.
  private static void cover(TenantState state, Episode episode, Findings found, List<Member> free) {
    boolean one = found.affected().size() == 1;
    if (one) {
      episode.targets().addAll(found.affected());
    } else {
      episode.broaden();
    }
    join(
        state,
        episode,
        found,
        free.stream()
            .filter(m -> !one || found.affected().contains(m.sight().targetId()))
            .toList());
  }

  /// What was slow fails now: one cause, one alert.
  private void worsen(
      TenantState state,
      Episode episode,
      Findings found,
      List<Member> free,
      List<Decision> decisions) {
    leave(state, episode);
    episode.worsen();
    state.forgetProgress(episode);
    cover(state, episode, found, free);
    say(state, episode, survey(state, episode), Transition.UPDATED, decisions);
  }

  private static String idOf(TenantState state, Findings found) {
    String name =
        String.join(
            "\n",
            state.tenant(),
            found.type().name(),
            found.scope().service(),
            found.scope().protocol().text(),
            Long.toString(found.onset()),
            found.affected().size() == 1 ? found.affected().first() : "");
    return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
  }

  private static void join(
      TenantState state, Episode episode, Findings found, List<Member> members) {
    Progress progress = state.progress(episode);
    for (Member member : members) {
      member.sight().watch(member.track()).join(episode.id(), member.tally());
      state.touch(member.sight());
      if (member.tally().failures() > 0 && found.affected().contains(member.sight().targetId())) {
        progress.begin(member.tally(), member.sight().watch(member.track()).baseline.rate());
      }
    }
    state.touch(episode);
    state.touch(progress);
  }

  /// Takes a result of a target that belongs to an open episode.
  void goOn(
      TenantState state,
      Episode episode,
      Sight sight,
      Observation o,
      boolean failed,
      List<Decision> decisions) {
    Watch watch = sight.watch(episode.type().track());
    Tally tally = watch.tally();
    if (!o.first()) {
      tally.retry(failed);
      return;
    }
    boolean wellBefore = tally.failures() == 0;
    count(tally, o, failed);
    Progress progress = state.progress(episode);
    state.touch(progress);
    double normal = watch.baseline.rate();
    if (tally.counted()) {
      progress.add(failed, normal, o.at());
    } else if (failed && tally.farBeyond(normal)) {
      progress.include(tally);
      progress.recovery().add(true, normal, o.at());
    }
    if (!failed && isOver(state, episode, progress)) {
      resolve(state, episode, decisions);
    } else if (failed && (wellBefore || isDue(state, episode))) {
      lookAgain(state, episode, false, decisions);
    }
  }

  private static void count(Tally tally, Observation o, boolean sign) {
    FailureKind kind = o.kind();
    if (!sign) {
      tally.success();
    } else if (kind == null) {
      tally.slow();
    } else {
      tally.failure(kind, o.phase(), o.tokenIssued());
    }
  }

  private static boolean isDue(TenantState state, Episode episode) {
    long now = state.timeline().now();
    long every = Math.clamp((now - episode.onset()) / LOOKS_PER_AGE, LOOK_EVERY, LOOK_AT_LEAST);
    return now - episode.evaluatedAt() >= every;
  }

  private boolean isOver(TenantState state, Episode episode, Progress progress) {
    Recovery recovery = progress.recovery();
    long quiet = state.timeline().now() - recovery.quietSince();
    if (!recovery.shown() || quiet < tuning.quietFor().toMillis()) {
      return false;
    }
    Track track = episode.type().track();
    int affected = 0;
    int unproven = 0;
    for (Member member : members(state, episode)) {
      if (episode.id().equals(member.sight().watch(track).episode()) && member.affected()) {
        Tally tally = member.tally();
        double baseline = member.sight().watch(track).baseline.rate();
        affected++;
        if (tally.run() < Recovery.runFor(Math.min(tally.rate(), progress.rate()), baseline)) {
          unproven++;
        }
      }
    }
    return unproven <= affected * unprovenShare(track, affected);
  }

  /// Of many, some have a failure of their own at any time, and of those that are fast again, some
  /// have a slow probe.
  private static double unprovenShare(Track track, int affected) {
    if (track == Track.SLOW) {
      return SLOW_UNPROVEN;
    }
    return affected < MANY ? 0 : UNPROVEN;
  }

  private void resolve(TenantState state, Episode episode, List<Decision> decisions) {
    say(state, episode, survey(state, episode), Transition.RESOLVED, decisions);
    leave(state, episode);
  }

  private static void leave(TenantState state, Episode episode) {
    Track track = episode.type().track();
    state.eachSight(sight -> {
      if (!sight.control()
          && sight.has(track)
          && episode.id().equals(sight.watch(track).episode())) {
        sight.watch(track).leave();
        state.touch(sight);
      }
    });
    state.resetPools(episode.scope(), track);
  }

  /// A control fails now, or is well again, which may tell whose fault it is. The next failure has
  /// the episode looked at; without one the fault may be over, and with it what the controls tell.
  void controlTurned(TenantState state) {
    for (Episode episode : state.episodes()) {
      if (isFault(episode)) {
        episode.evaluated(state.timeline().now() - LOOK_AT_LEAST);
        state.touch(episode);
      }
    }
  }

  /// Somebody changed something.
  void reconsider(TenantState state, List<Decision> decisions) {
    for (Episode episode : List.copyOf(state.episodes())) {
      if (isFault(episode)) {
        lookAgain(state, episode, true, decisions);
      }
    }
  }

  /// Another tenant has a fault of the same service, or has it no more.
  void othersChanged(TenantState state, String service, List<Decision> decisions) {
    for (Episode episode : List.copyOf(state.episodes())) {
      if (isFault(episode) && episode.scope().service().equals(service)) {
        lookAgain(state, episode, true, decisions);
      }
    }
  }

  /// The provider says something new.
  void incidentChanged(TenantState state, List<Decision> decisions) {
    for (Episode episode : List.copyOf(state.episodes())) {
      Alert alert = episode.alert();
      if (alert == null || !Links.concern(episode)) {
        continue;
      }
      if (!episode.open()) {
        links
            .afterwards(state, episode, alert)
            .ifPresent(revised -> publish(state, episode, revised, decisions));
      } else if (links.changed(state, episode, alert)) {
        say(state, episode, survey(state, episode), Transition.UPDATED, decisions);
      } else {
        lookAgain(state, episode, true, decisions);
      }
    }
  }

  /// A target is not probed any more, so an episode that hung on it may be over.
  void targetGone(TenantState state, List<Decision> decisions) {
    for (Episode episode : List.copyOf(state.episodes())) {
      if (isFault(episode)
          && members(state, episode).stream()
              .noneMatch(
                  m -> episode.id().equals(m.sight().watch(episode.type().track()).episode()))) {
        resolve(state, episode, decisions);
      }
    }
  }

  private static boolean isFault(Episode episode) {
    return episode.open() && episode.type() != Episode.Type.BLIND;
  }

  /// Says what has changed, if it is worth a word.
  private void lookAgain(
      TenantState state, Episode episode, boolean told, List<Decision> decisions) {
    Alert last = episode.alert();
    if (last == null || state.progress(episode).recovery().likely()) {
      return; // what begins to be well again does not tell what it was
    }
    Findings found = survey(state, episode);
    if (found.affected().isEmpty()) {
      return;
    }
    long now = found.now();
    episode.evaluated(now);
    state.touch(episode);
    Verdict verdict = Attribution.judge(found);
    boolean turned = now - episode.causeSince(verdict.cause(), now) >= SETTLED || told;
    boolean patternSettled = now - episode.patternSince(found.pattern(), now) >= SETTLED;
    if (!last.verdict().cause().is(verdict.cause())) {
      if (turned) {
        say(state, episode, found, Transition.RECLASSIFIED, decisions);
      }
      return;
    }
    int before = last.impact().targetsAffected();
    int affected = found.affected().size();
    int others = verdict.domain() == FaultDomain.PROVIDER ? found.others().tenants() : 0;
    boolean grown = affected >= 2 * before || (others > 0 && episode.othersTold() == 0);
    boolean changed =
        affected > before
            || others >= 2 * Math.max(1, episode.othersTold())
            || !last.impact().locations().equals(List.copyOf(found.locations()))
            || (patternSettled && !last.verdict().pattern().is(found.pattern()))
            || Bulletin.statusTurned(last, found);
    Duration since = Duration.between(last.occurredAt(), Instant.ofEpochMilli(now));
    if ((grown && since.compareTo(GROWN_EVERY) >= 0)
        || (changed && since.compareTo(UPDATE_EVERY) >= 0)) {
      say(state, episode, found, Transition.UPDATED, decisions);
    }
  }

  /// Opens or ends a blind episode, or says that it has grown.
  void sayBlind(
      TenantState state,
      Episode episode,
      BlindWatch.Silence silence,
      Transition transition,
      long at,
      List<Decision> decisions) {
    publish(state, episode, bulletin.blind(state, episode, silence, transition, at), decisions);
  }

  private void say(
      TenantState state,
      Episode episode,
      Findings found,
      Transition transition,
      List<Decision> decisions) {
    episode.evaluated(found.now());
    episode.othersTold(found.others().tenants());
    publish(
        state,
        episode,
        bulletin.revision(
            state.tenant(), episode, found, Attribution.judge(found), links, state, transition),
        decisions);
  }

  private static void publish(
      TenantState state, Episode episode, Alert alert, List<Decision> decisions) {
    episode.said(alert);
    state.touch(episode);
    decisions.add(new Decision.Revised(alert));
  }
}
