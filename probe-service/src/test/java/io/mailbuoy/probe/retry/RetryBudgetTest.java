package io.mailbuoy.probe.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.probe.retry.RetryBudget.Decision;
import io.mailbuoy.probe.retry.RetryBudget.Limits;
import io.mailbuoy.probe.retry.RetryBudget.Scope;
import io.mailbuoy.probe.retry.RetryBudget.Worth;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
  private static final Limits DEFAULT = new Limits(6, 50, 20, 60);

  private Instant now = Instant.parse("2026-01-02T00:00:00Z");

  private static Whose mailbox(int number, String tenant) {
    return new Whose("mailbox-" + number, tenant);
  }

  private boolean granted(RetryBudget budget, Whose whose, Worth worth) {
    return switch (budget.ask(whose, worth, now)) {
      case Decision.Granted _ -> true;
      case Decision.Refused _ -> false;
    };
  }

  /// Everything fails. Every mailbox asks for a first and, where it gets it, for a second retry.
  ///
  /// @return the retries that are made
  private int outage(RetryBudget budget, int mailboxes, Duration time) {
    int made = 0;
    long probes = time.toMillis() * mailboxes / 60_000;
    for (int i = 0; i < probes; i++) {
      Whose whose = mailbox(i % mailboxes, "contoso");
      budget.regular(whose, now);
      if (granted(budget, whose, i < mailboxes ? Worth.NEWS : Worth.CONFIRMATION)) {
        made++;
        made += granted(budget, whose, Worth.CONFIRMATION) ? 1 : 0;
      }
      now = now.plus(time.dividedBy(probes));
    }
    return made;
  }

  @Test
  void an_outage_of_twenty_mailboxes_gets_every_retry() {
    assertThat(outage(new RetryBudget(DEFAULT), 20, Duration.ofMinutes(10))).isEqualTo(400);
  }

  @Test
  void an_outage_of_ten_thousand_mailboxes_adds_a_fifth_to_the_load() {
    RetryBudget budget = new RetryBudget(DEFAULT);
    int first = outage(budget, 10_000, Duration.ofMinutes(1));
    assertThat(first).isBetween(2_000, 2_000 + 60 + 60);
    assertThat(outage(budget, 10_000, Duration.ofMinutes(9))).isLessThan(9 * 2_060 + 60);
  }

  @Test
  void a_mailbox_is_not_asked_more_often_because_it_has_many_targets() {
    RetryBudget budget = new RetryBudget(DEFAULT);
    int made = 0;
    for (int second = 0; second < 120; second++) {
      for (int target = 0; target < 5; target++) {
        budget.regular(mailbox(1, "contoso"), now);
        made += granted(budget, mailbox(1, "contoso"), Worth.NEWS) ? 1 : 0;
      }
      now = now.plusSeconds(1);
    }
    assertThat(made).isBetween(12, 18);
    assertThat(budget.ask(mailbox(1, "contoso"), Worth.NEWS, now))
        .isEqualTo(new Decision.Refused(Scope.MAILBOX));
  }

  @Test
  void a_tenant_in_trouble_leaves_something_for_the_others() {
    RetryBudget budget = new RetryBudget(DEFAULT);
    for (int i = 0; i < 10_000; i++) { // healthy tenants earn for all
      budget.regular(mailbox(i, "healthy-" + i % 10), now);
    }
    Decision last = new Decision.Granted();
    for (int i = 0; i < 1_000 && last instanceof Decision.Granted; i++) {
      budget.regular(mailbox(i, "healthy-1"), now);
      last = budget.ask(mailbox(i, "broken"), Worth.NEWS, now);
    }
    assertThat(last).isEqualTo(new Decision.Refused(Scope.TENANT));
    for (int i = 0; i < 100; i++) {
      budget.regular(mailbox(i, "healthy-1"), now);
    }
    assertThat(granted(budget, mailbox(1, "healthy-1"), Worth.NEWS)).isTrue();
  }

  @Test
  void what_says_most_may_take_the_last() {
    RetryBudget budget = new RetryBudget(new Limits(6, 0, 0, 10));
    int confirmations = 0;
    while (granted(budget, mailbox(confirmations, "a"), Worth.CONFIRMATION)) {
      confirmations++;
    }
    assertThat(confirmations).isEqualTo(6);
    int news = 0;
    while (granted(budget, mailbox(100 + news, "a"), Worth.NEWS)) {
      news++;
    }
    assertThat(news).isEqualTo(4);
  }

  @Test
  void nothing_is_allowed_where_nothing_is_configured() {
    RetryBudget budget = new RetryBudget(new Limits(6, 0, 0, 0));
    budget.regular(mailbox(1, ""), now);
    assertThat(granted(budget, mailbox(1, ""), Worth.NEWS)).isFalse();
  }

  @Test
  void a_clock_that_is_set_back_neither_gives_nor_takes() {
    RetryBudget budget = new RetryBudget(new Limits(2, 50, 20, 60));
    assertThat(granted(budget, mailbox(1, ""), Worth.NEWS)).isTrue();
    now = now.minusSeconds(3_600);
    assertThat(granted(budget, mailbox(1, ""), Worth.NEWS)).isTrue();
    assertThat(granted(budget, mailbox(1, ""), Worth.NEWS)).isFalse();
    now = now.plusSeconds(30);
    assertThat(granted(budget, mailbox(1, ""), Worth.NEWS)).isTrue();
  }

  @Test
  void mailboxes_that_are_well_again_are_forgotten() {
    RetryBudget budget = new RetryBudget(new Limits(6, 50, 20, 100_000));
    for (int i = 0; i < 20_000; i++) {
      assertThat(granted(budget, mailbox(i, ""), Worth.NEWS)).isTrue();
      now = now.plusMillis(100);
    }
    assertThat(budget.remembered()).isLessThan(2_000);
  }
}
