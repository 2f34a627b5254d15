package io.mailbuoy.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The notifier is killed at random moments of a delivery, with `SIGKILL`, again and again: nothing
/// is lost, nothing is out of order, and a crash shows a Teams card twice at most.
///
/// `benchmarks/kills` runs it with two hundred kills and more.
class NotifierKillTest {
  private static final int KILLS = Integer.getInteger("mailbuoy.kills", 5);
  private static final long SEED = Long.getLong("mailbuoy.seed", 1);

  @TempDir Path folder;

  @Test
  void nothing_is_lost_and_nothing_is_out_of_order_wherever_it_is_killed() throws IOException {
    Random random = new Random(SEED);
    KillRig.Account account;
    try (KillRig rig = KillRig.start(folder.toRealPath())) {
      for (int kill = 1; kill <= KILLS; kill++) {
        rig.killDuring("kill-%04d".formatted(kill), random);
      }
      account = rig.account();
    }
    System.out.printf(
        "seed %d: killed %d times (%s) in %d deliveries%n%s%n",
        SEED, account.kills(), account.where(), account.alerts(), account);
    assertThat(account.lost()).as("lost").isEmpty();
    assertThat(account.outOfOrder()).as("out of order").isEmpty();
    assertThat(account.mostCardsTwiceInOneCrash()).isLessThanOrEqualTo(1);
    assertThat(account.incidentsTwice()).as("PagerDuty incidents opened twice").isZero();
    assertThat(account.mailsShownTwice()).as("mails with an id of their own").isZero();
  }
}
