package io.mailbuoy.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProbeThreadsTest {
  private static final int DEAR = 3;
  private static final int HANGING = 200;

  private final CountDownLatch answer = new CountDownLatch(1);
  private final Queue<Boolean> virtual = new ConcurrentLinkedQueue<>();

  @Test
  void the_first_probes_have_threads_of_the_system_and_those_beyond_virtual_ones()
      throws InterruptedException {
    try (ProbeThreads threads = new ProbeThreads(DEAR)) {
      CountDownLatch hanging = new CountDownLatch(HANGING);
      for (int i = 0; i < HANGING; i++) {
        threads.execute(() -> hang(hanging));
      }

      assertThat(hanging.await(20, TimeUnit.SECONDS)).as("none waits for another").isTrue();
      assertThat(virtual.stream().filter(each -> !each)).hasSize(DEAR);
    }
  }

  @Test
  void closing_interrupts_both_kinds_and_refuses_more() throws InterruptedException {
    CountDownLatch interrupted = new CountDownLatch(DEAR + 1);
    CountDownLatch hanging = new CountDownLatch(DEAR + 1);
    ProbeThreads threads = new ProbeThreads(DEAR);
    for (int i = 0; i <= DEAR; i++) {
      threads.execute(() -> {
        hang(hanging);
        if (Thread.currentThread().isInterrupted()) {
          interrupted.countDown();
        }
      });
    }
    assertThat(hanging.await(20, TimeUnit.SECONDS)).isTrue();

    threads.close();

    assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
    assertThatThrownBy(() -> threads.execute(() -> {}))
        .isInstanceOf(RejectedExecutionException.class);
  }

  private void hang(CountDownLatch hanging) {
    virtual.add(Thread.currentThread().isVirtual());
    hanging.countDown();
    try {
      answer.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
