package io.mailbuoy.classifier.core.attribution;

import io.mailbuoy.classifier.core.detection.Pace;
import io.mailbuoy.classifier.core.detection.Span;
import io.mailbuoy.classifier.core.naming.Names;
import io.mailbuoy.classifier.core.state.History;
import io.mailbuoy.classifier.core.state.ScopeKey;
import io.mailbuoy.classifier.core.state.Sight;
import io.mailbuoy.classifier.core.state.TenantState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;

/// How much slower those are that are slow, and what else is slow at the same places.
///
/// @param span what has slowed down most
/// @param usual its usual median, in milliseconds
/// @param now its median since the onset, as far as is remembered, in milliseconds
/// @param drift the factor by which the affected take longer than usual, as the geometric mean over
///   their probes; a single one counts ten times at most
/// @param attempts first attempts of the affected that are remembered since the onset
/// @param failures how many of these failed
/// @param slowPlaces locations from which targets are slow
/// @param well from where the same targets are as fast as usual
/// @param beside other services and protocols at the slow places
/// @param lastSlowAt time of the last slow probe, in milliseconds since 1970
public record Slowness(
    Span span,
    long usual,
    long now,
    double drift,
    int attempts,
    int failures,
    Set<String> slowPlaces,
    Set<String> well,
    List<Beside> beside,
    long lastSlowAt) {
  private static final double HALF = 0.5;
  private static final double SEVERAL = 5;
  private static final double FELT = 1.5;
  private static final double LARGEST = 10;

  /// Another service or protocol at a slow place.
  ///
  /// @param provider who runs it, as far as that is known
  /// @param timed successful first attempts since the onset whose usual duration is known
  /// @param slow how many of them were slow
  public record Beside(ScopeKey scope, String location, String provider, int timed, int slow) {
    /// Whether it is slow as well.
    public boolean isSlow() {
      return slow > 0 && slow >= timed * HALF;
    }
  }

  /// By how much, as a factor.
  public double factor() {
    return usual == 0 ? 1 : now / (double) usual;
  }

  /// Whether anything else at the same places was timed since the onset.
  boolean compared() {
    return beside.stream().anyMatch(b -> b.timed() > 0);
  }

  /// Whether people feel it. Tails alone that have become heavier are told by nobody.
  public boolean felt() {
    return drift >= FELT;
  }

  /// Whether it is so slow that people would call it broken.
  public boolean severe() {
    return factor() >= SEVERAL;
  }

  /// The share of first attempts that failed, from 0 to 1.
  public double failureRatio() {
    return attempts == 0 ? 0 : failures / (double) attempts;
  }

  static Slowness of(
      TenantState state, ScopeKey scope, long onset, List<Member> affected, List<Member> members) {
    Set<String> slowPlaces = new TreeSet<>();
    Set<String> ids = new TreeSet<>();
    int attempts = 0;
    int failures = 0;
    long last = onset;
    for (Member member : affected) {
      Sight sight = member.sight();
      slowPlaces.add(sight.location());
      ids.add(sight.targetId());
      History history = sight.history();
      for (int back = 0; back < history.size(); back++) {
        if (history.at(back) >= onset && history.entry(back).first()) {
          attempts++;
          failures += history.failed(back) ? 1 : 0;
          if (sight.tempo().slow(history, back)) {
            last = Math.max(last, history.at(back));
          }
        }
      }
    }
    Set<String> well = new TreeSet<>();
    for (Member member : members) {
      boolean same = ids.contains(member.sight().targetId());
      if (same && member.tally().attempts() > 0 && !member.affected()) {
        well.add(member.sight().location());
      }
    }
    well.removeAll(slowPlaces);
    Span span = mostSlowed(affected, onset);
    return new Slowness(
        span,
        usual(affected, span),
        now(affected, span, onset),
        drift(affected, span, onset),
        attempts,
        failures,
        slowPlaces,
        well,
        beside(state, scope, slowPlaces, onset),
        last);
  }

  private static Span mostSlowed(List<Member> affected, long onset) {
    Span most = Span.TOTAL;
    double highest = 0;
    for (int i = 0; i < Span.count(); i++) {
      Span span = Span.at(i);
      double factor = drift(affected, span, onset);
      if (factor > highest) {
        highest = factor;
        most = span;
      }
    }
    return most;
  }

  private static double drift(List<Member> affected, Span span, long onset) {
    double sum = 0;
    int timed = 0;
    for (Member member : affected) {
      long usual = member.sight().tempo().pace(span).usual();
      History history = member.sight().history();
      for (int back = 0; back < history.size() && usual > 0; back++) {
        int took = history.millis(back, span);
        if (took > 0 && history.at(back) >= onset && !history.failed(back)) {
          sum += Math.log(Math.min(took / (double) usual, LARGEST));
          timed++;
        }
      }
    }
    return timed == 0 ? 1 : Math.exp(sum / timed);
  }

  private static long usual(List<Member> affected, Span span) {
    return median(
        affected.stream()
            .map(member -> member.sight().tempo().pace(span))
            .filter(Pace::known)
            .mapToLong(Pace::usual));
  }

  private static long now(List<Member> affected, Span span, long onset) {
    LongStream.Builder millis = LongStream.builder();
    for (Member member : affected) {
      History history = member.sight().history();
      for (int back = 0; back < history.size(); back++) {
        int took = history.millis(back, span);
        if (took > 0 && history.at(back) >= onset && !history.failed(back)) {
          millis.add(took);
        }
      }
    }
    return median(millis.build());
  }

  private static long median(LongStream values) {
    long[] sorted = values.toArray();
    Arrays.sort(sorted);
    return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
  }

  private static List<Beside> beside(
      TenantState state, ScopeKey scope, Set<String> places, long onset) {
    SortedMap<String, Beside> groups = new TreeMap<>();
    long now = state.timeline().now();
    state.eachSight(sight -> {
      if (!sight.scope().equals(scope) && places.contains(sight.location())) {
        long since = Math.max(onset, now - Counts.window(sight));
        Beside seen = seen(sight, since);
        groups.merge(
            sight.location() + "/" + sight.scope(),
            seen,
            (a, b) ->
                new Beside(
                    a.scope(),
                    a.location(),
                    a.provider(),
                    a.timed() + b.timed(),
                    a.slow() + b.slow()));
      }
    });
    return new ArrayList<>(groups.values());
  }

  private static Beside seen(Sight sight, long since) {
    History history = sight.history();
    int timed = 0;
    int slow = 0;
    for (int back = 0; back < history.size(); back++) {
      History.Entry entry = history.entry(back);
      if (entry.at() >= since && entry.first() && !entry.failed()) {
        timed += sight.tempo().pace(Span.TOTAL).known() ? 1 : 0;
        slow += sight.tempo().slow(history, back) ? 1 : 0;
      }
    }
    return new Beside(
        sight.scope(), sight.location(), Names.provider(sight.scope().service()), timed, slow);
  }
}
