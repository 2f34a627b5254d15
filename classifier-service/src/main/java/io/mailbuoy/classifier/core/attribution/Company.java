package io.mailbuoy.classifier.core.attribution;

import io.mailbuoy.classifier.core.detection.Evidence;
import io.mailbuoy.classifier.core.state.Track;
import io.mailbuoy.contracts.event.FaultDomain;
import java.time.Duration;
import java.util.List;

/// Whether a target of which it is sure that it fails is alone with that.
///
/// Its own test may be sure before the pool's: by luck it was hit three times in a row where every
/// third login is refused, or it failed by chance just before everything did. To call it alone then
/// is wrong in a minute. So while the others at the same place have failures that speak for their
/// being hit too, or have not been asked at all, what would be told as the customer's own fault
/// waits, for a bounded time: the next of their probes tell, in one direction or the other. Where
/// others being hit too would not change whose fault it is, it waits only where they nearly surely
/// are, and for one round at most.
public final class Company {
  /// Others are suspected while a fault of theirs is likelier than chance by this factor. One
  /// failure is suspicious for the next four probes of any of them.
  private static final double SUSPECT = Math.log(3);

  private static final double NEARLY_SURE = Math.log(1_000);

  /// In so many probes of each it is known.
  private static final int ROUNDS = 3;

  private static final long LEAST = Duration.ofSeconds(90).toMillis();
  private static final long MOST = Duration.ofMinutes(10).toMillis();

  /// Those that are probed this often at least are worth waiting for.
  private static final long SOON = Duration.ofMinutes(2).toMillis();

  private Company() {}

  /// How long to wait until it is told whether a target is alone, in milliseconds since the alarm;
  /// 0 where nothing speaks for others being hit too.
  ///
  /// @param free the subjects of the scope that have no other fault
  /// @param firstSeen when the first failure of those that led to the alarm was, in milliseconds
  ///   since 1970; it may be another's, and before the onset of the one that is sure
  public static long patience(Findings found, List<Member> free, long firstSeen) {
    if (found.affected().size() != 1 || found.others().several()) {
      return 0;
    }
    List<Member> beside =
        free.stream()
            .filter(member -> member.track() == Track.FAULT)
            .filter(member -> !found.affected().contains(member.sight().targetId()))
            .filter(member -> found.locations().contains(member.sight().location()))
            .toList();
    boolean blamesCustomer = Attribution.judge(found).domain() == FaultDomain.CUSTOMER;
    if (beside.stream().allMatch(member -> member.tally().attempts() == 0)) {
      return blamesCustomer ? untilHeard(beside) : 0;
    }
    double suspicion = suspicion(beside, firstSeen);
    if (blamesCustomer) {
      return suspicion > SUSPECT ? Math.clamp(ROUNDS * interval(beside), LEAST, MOST) : 0;
    }
    return suspicion > NEARLY_SURE ? Math.min(interval(beside), LEAST) : 0;
  }

  /// Until the first of them has had its turn.
  private static long untilHeard(List<Member> beside) {
    return beside.stream()
        .mapToLong(member -> (long) member.sight().intervalMillis())
        .filter(interval -> interval > 0 && interval <= SOON)
        .map(interval -> interval + interval / 4)
        .min()
        .orElse(0);
  }

  private static long interval(List<Member> beside) {
    return (long) beside.stream().mapToDouble(m -> m.sight().intervalMillis()).max().orElse(0);
  }

  /// How much speaks for the others being hit since any moment after the first failure.
  private static double suspicion(List<Member> beside, long firstSeen) {
    Evidence evidence = new Evidence();
    double most = 0;
    for (Sample sample : Sample.newestFirst(beside, firstSeen)) {
      evidence.add(sample.failed(), sample.usual());
      most = Math.max(most, evidence.log());
    }
    return most;
  }
}
