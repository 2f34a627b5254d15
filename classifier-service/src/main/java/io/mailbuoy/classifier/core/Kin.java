package io.mailbuoy.classifier.core;

import io.mailbuoy.classifier.core.attribution.Findings;
import io.mailbuoy.classifier.core.attribution.Member;
import io.mailbuoy.classifier.core.attribution.Verdict;
import io.mailbuoy.classifier.core.naming.Names;
import io.mailbuoy.classifier.core.state.Episode;
import io.mailbuoy.classifier.core.state.TenantState;
import io.mailbuoy.classifier.core.state.Track;
import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which other episodes a new fault has to do with. One cause is one alert.
final class Kin {
  /// Causes that reach over services, so that a second alarm is the same fault.
  static final Set<Cause> WIDE =
      EnumSet.of(
          Cause.NETWORK_PATH,
          Cause.IDENTITY_OUTAGE,
          Cause.CREDENTIAL_REJECTED,
          Cause.ACCESS_POLICY,
          Cause.DNS_FAILURE);

  /// Two faults of one scope whose onsets are this close have one cause.
  private static final long SAME_ONSET = Duration.ofMinutes(15).toMillis();

  private static final int SAME_ONSET_PROBES = 3;

  private Kin() {}

  /// The open episode of the same fault.
  static @Nullable Episode same(TenantState state, Findings found) {
    for (Episode episode : state.openEpisodes()) {
      if (episode.type() == found.type()
          && episode.scope().equals(found.scope())
          && Math.abs(episode.onset() - found.onset())
              <= Math.max(SAME_ONSET, SAME_ONSET_PROBES * found.intervalMillis())) {
        return episode;
      }
    }
    return null;
  }

  /// Whether an open episode of another service tells of the same cause.
  static boolean covers(TenantState state, Findings found, Verdict verdict) {
    for (Episode episode : state.openEpisodes()) {
      Alert alert = episode.alert();
      boolean alike = episode.type() == found.type() || found.type() == Episode.Type.SLOW;
      if (alert != null
          && alike
          && alert.verdict().cause().is(verdict.cause())
          && (verdict.cause() == Cause.NETWORK_PATH
              ? alert.impact().locations().containsAll(found.locations())
              : Names.provider(alert.service()).equals(Names.provider(found.scope().service())))) {
        return true;
      }
    }
    return false;
  }

  /// The open episode of slowness that a fault makes worse: the same mailboxes fail now.
  static @Nullable Episode slow(TenantState state, Findings found) {
    if (found.type() != Episode.Type.FAULT) {
      return null;
    }
    for (Episode episode : state.openEpisodes()) {
      if (episode.type() == Episode.Type.SLOW && episode.scope().equals(found.scope())) {
        Set<String> slow = new HashSet<>();
        for (Member member : Episodes.members(state, episode)) {
          if (episode.id().equals(member.sight().watch(Track.SLOW).episode())
              && member.affected()) {
            slow.add(member.sight().targetId());
          }
        }
        boolean common = found.affected().stream().anyMatch(slow::contains);
        if (common && (found.affected().size() > 1 || slow.size() == 1)) {
          return episode;
        }
      }
    }
    return null;
  }

  /// The equal episode that was resolved last, if that is not longer ago than `within`.
  static Episode.@Nullable Earlier earlier(TenantState state, Findings found, Duration within) {
    Instant last = Instant.ofEpochMilli(found.now()).minus(within);
    Episode.Earlier earlier = null;
    for (Episode episode : state.episodes()) {
      Alert alert = episode.alert();
      Instant resolved = alert == null ? null : alert.resolvedAt();
      if (resolved != null && resolved.isAfter(last) && equal(episode, found)) {
        Episode.Earlier before = episode.earlier();
        last = resolved;
        earlier =
            new Episode.Earlier(
                episode.id(),
                episode.onset(),
                resolved.toEpochMilli(),
                before == null ? 2 : before.times() + 1);
      }
    }
    return earlier;
  }

  /// Of the same kind, and either both of the same single target or both of many.
  private static boolean equal(Episode episode, Findings found) {
    return episode.type() == found.type()
        && episode.scope().equals(found.scope())
        && (found.affected().size() == 1
            ? episode.targets().containsAll(found.affected())
            : episode.broad());
  }
}
