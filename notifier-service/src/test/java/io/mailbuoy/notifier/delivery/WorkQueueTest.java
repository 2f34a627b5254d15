package io.mailbuoy.notifier.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.notifier.delivery.WorkQueue.Turn;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class WorkQueueTest {
  private static final long SECOND = 1_000_000_000L;

  private final WorkQueue queue = new WorkQueue();

  @Test
  void anAlertIsTakenOnceHoweverOftenItIsOffered() {
    queue.offer("a", 0);
    queue.offer("a", 1);
    assertThat(queue.next(2)).isEqualTo(new Turn.Take("a", 0));
    assertThat(queue.next(3)).isInstanceOf(Turn.Wait.class);
  }

  @Test
  void alertsAreTakenInTheOrderInWhichTheyCame() {
    queue.offer("b", 0);
    queue.offer("a", 1);
    assertThat(queue.next(2)).isEqualTo(new Turn.Take("b", 0));
    assertThat(queue.next(2)).isEqualTo(new Turn.Take("a", 1));
  }

  @Test
  void newsDoesNotShortenABackOff() {
    queue.backOff("a", 0, 5 * SECOND);
    queue.offer("a", SECOND);
    assertThat(queue.next(SECOND)).isEqualTo(new Turn.Wait(Duration.ofSeconds(4)));
    assertThat(queue.next(5 * SECOND)).isEqualTo(new Turn.Take("a", 0));
  }

  @Test
  void newsEndsAHold() {
    queue.settle(new Turn.Take("a", 0), new Next.Hold(Duration.ofSeconds(5)), 0);
    assertThat(queue.next(SECOND)).isEqualTo(new Turn.Wait(Duration.ofSeconds(4)));
    queue.offer("a", SECOND);
    assertThat(queue.next(SECOND)).isEqualTo(new Turn.Take("a", 0));
  }

  @Test
  void newsThatCameWhileAnAlertWasDealtWithIsNotHeldBack() {
    queue.offer("a", 0);
    queue.settle(new Turn.Take("a", 0), new Next.Hold(Duration.ofSeconds(5)), 0);
    assertThat(queue.next(SECOND)).isEqualTo(new Turn.Take("a", 0));
  }

  @Test
  void aPauseHoldsBackEverything() {
    queue.pauseUntil(3 * SECOND);
    queue.offer("a", 0);
    assertThat(queue.next(SECOND)).isEqualTo(new Turn.Wait(Duration.ofSeconds(2)));
    assertThat(queue.next(3 * SECOND)).isEqualTo(new Turn.Take("a", 0));
  }

  @Test
  void theBacklogCountsWhatIsToBeSent() {
    queue.offer("a", 0);
    queue.backOff("b", SECOND, 9 * SECOND);
    queue.settle(new Turn.Take("c", 0), new Next.Hold(Duration.ofSeconds(9)), 0);
    queue.settle(new Turn.Take("d", 0), new Next.Gather(Duration.ofSeconds(9)), 0);
    assertThat(queue.backlog(4 * SECOND))
        .isEqualTo(new WorkQueue.Backlog(2, Duration.ofSeconds(4)));
  }

  @Test
  void whatIsHeldDoesNotGoWithOthersBeforeItIsDue() {
    queue.offer("new", 0);
    queue.backOff("failed", 0, 9 * SECOND);
    queue.settle(new Turn.Take("held", 0), new Next.Hold(Duration.ofSeconds(5)), 0);
    queue.settle(new Turn.Take("gathered", 0), new Next.Gather(Duration.ofSeconds(7)), 0);
    assertThat(queue.waiting(SECOND)).containsExactlyInAnyOrder("new", "failed", "gathered");
    assertThat(queue.waiting(5 * SECOND))
        .containsExactlyInAnyOrder("new", "failed", "gathered", "held");
  }

  @Test
  void newsEndsAGathering() {
    queue.settle(new Turn.Take("a", 0), new Next.Gather(Duration.ofSeconds(5)), 0);
    assertThat(queue.next(SECOND)).isEqualTo(new Turn.Wait(Duration.ofSeconds(4)));
    queue.offer("a", SECOND);
    assertThat(queue.next(SECOND)).isEqualTo(new Turn.Take("a", 0));
  }

  @Test
  void aChannelThatIsBackEndsTheBackOffs() {
    queue.backOff("failed", 0, 9 * SECOND);
    queue.settle(new Turn.Take("held", 0), new Next.Hold(Duration.ofSeconds(5)), 0);
    queue.settle(new Turn.Take("told", 0), new Next.CatchUp(), SECOND);
    assertThat(queue.next(SECOND)).isEqualTo(new Turn.Take("failed", 0));
    assertThat(queue.next(SECOND)).isEqualTo(new Turn.Wait(Duration.ofSeconds(4)));
  }
}
