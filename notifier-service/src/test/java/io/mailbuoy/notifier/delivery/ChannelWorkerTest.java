package io.mailbuoy.notifier.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mailbuoy.notifier.ScriptedChannel;
import io.mailbuoy.notifier.channel.ChannelKind;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class ChannelWorkerTest {
  private final ScriptedChannel slow = new ScriptedChannel("slow", ChannelKind.TEAMS);
  private final ScriptedChannel quick = new ScriptedChannel("quick", ChannelKind.EMAIL);

  @Test
  void aChannelThatHangsDelaysNoOther() throws Exception {
    CountDownLatch hanging = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    List<String> told = new CopyOnWriteArrayList<>();
    ChannelWorker hung =
        new ChannelWorker(
            slow,
            (id, channel, waiting) -> {
              hanging.countDown();
              awaitUninterruptibly(release);
              return new Next.Done();
            });
    ChannelWorker free =
        new ChannelWorker(
            quick,
            (id, channel, waiting) -> {
              told.add(id);
              return new Next.Done();
            });
    hung.start();
    free.start();
    hung.offer("a");
    hanging.await();
    for (String id : List.of("a", "b", "c")) {
      hung.offer(id);
      free.offer(id);
    }
    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() -> assertThat(told).containsExactly("a", "b", "c"));
    assertThat(hung.backlog().waiting()).isEqualTo(3);
    release.countDown();
    await().atMost(Duration.ofSeconds(5)).until(() -> hung.backlog().waiting() == 0);
    hung.stop();
    free.stop();
  }

  @Test
  void whatFailedIsTriedAgainAfterItsPause() {
    List<Long> attempts = new CopyOnWriteArrayList<>();
    ChannelWorker worker =
        new ChannelWorker(
            quick,
            (id, channel, waiting) -> {
              attempts.add(System.nanoTime());
              return attempts.size() < 3
                  ? new Next.TryAgain(Duration.ofMillis(50))
                  : new Next.Done();
            });
    worker.start();
    worker.offer("a");
    await().atMost(Duration.ofSeconds(5)).until(() -> attempts.size() == 3);
    assertThat(attempts.get(2) - attempts.get(0)).isGreaterThanOrEqualTo(100_000_000L);
    worker.stop();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
