package io.mailbuoy.probe.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutboxTest {
  private static final Duration PAUSE = Duration.ofMillis(20);

  private final SwitchablePost post = new SwitchablePost();
  private final Outbox outbox = new Outbox(post, "broker:9092", 100, PAUSE);

  /// A broker that can be taken away, for all letters or for one.
  private static final class SwitchablePost implements Outbox.Post {
    private final List<String> taken = new CopyOnWriteArrayList<>();
    private volatile boolean there = true;
    private volatile String notYet = "";
    private final AtomicInteger tries = new AtomicInteger();

    @Override
    public CompletableFuture<?> send(Letter letter) {
      tries.incrementAndGet();
      if (!there || letter.key().equals(notYet)) {
        return CompletableFuture.failedFuture(new IllegalStateException("not there"));
      }
      taken.add(letter.key());
      return CompletableFuture.completedFuture(null);
    }
  }

  @AfterEach
  void close() {
    outbox.close();
  }

  @Test
  void letters_arrive_in_their_order() {
    outbox.start();
    put(0, 100);
    await().until(() -> post.taken.size() == 100);
    assertThat(post.taken).isSorted();
  }

  @Test
  void what_waits_for_a_broker_arrives_when_it_is_back() {
    post.there = false;
    outbox.start();
    put(0, 50);
    await().until(() -> outbox.contact() == Outbox.Contact.TAKES_NOTHING && post.tries.get() > 50);
    assertThat(outbox.waiting()).isEqualTo(50);
    post.there = true;
    await().until(() -> outbox.waiting() == 0);
    assertThat(post.taken).isEqualTo(keys(0, 50));
    assertThat(outbox.contact()).isEqualTo(Outbox.Contact.TAKES);
    assertThat(outbox.dropped()).isZero();
  }

  @Test
  void after_a_letter_that_was_not_taken_everything_is_sent_again_from_there() {
    post.notYet = keys(0, 10).get(4);
    put(0, 10);
    outbox.start();
    await().until(() -> outbox.contact() == Outbox.Contact.TAKES_NOTHING);
    post.notYet = "";
    await().until(() -> outbox.waiting() == 0);
    assertThat(post.taken.subList(0, 4)).isEqualTo(keys(0, 4));
    assertThat(post.taken.subList(post.taken.size() - 6, post.taken.size())).isEqualTo(keys(4, 10));
  }

  @Test
  void the_oldest_results_are_dropped_and_counted_and_what_comes_once_is_kept() {
    put(0, 50, Letter.Weight.LASTING);
    put(50, 250);
    assertThat(outbox.waiting()).isEqualTo(150);
    assertThat(outbox.dropped()).isEqualTo(100);
    outbox.start();
    await().until(() -> outbox.waiting() == 0);
    List<String> expected = new CopyOnWriteArrayList<>(keys(0, 50));
    expected.addAll(keys(150, 250));
    assertThat(post.taken).isEqualTo(expected);
  }

  @Test
  void what_comes_once_takes_no_room_from_results() {
    put(0, 1_000, Letter.Weight.LASTING);
    put(1_000, 1_100);
    assertThat(outbox.dropped()).isZero();
    outbox.start();
    await().until(() -> outbox.waiting() == 0);
    assertThat(post.taken).isEqualTo(keys(0, 1_100));
    put(1_100, 1_200);
    await().until(() -> outbox.waiting() == 0);
    assertThat(outbox.dropped()).isZero();
  }

  @Test
  void closing_sends_what_waits() {
    outbox.start();
    put(0, 100);
    outbox.close();
    assertThat(post.taken).isEqualTo(keys(0, 100));
  }

  @Test
  void closing_does_not_wait_for_a_broker_that_is_gone() {
    post.there = false;
    outbox.start();
    put(0, 10);
    await().until(() -> outbox.contact() == Outbox.Contact.TAKES_NOTHING);
    long began = System.nanoTime();
    outbox.close();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
  }

  private void put(int from, int to) {
    put(from, to, Letter.Weight.PASSING);
  }

  private void put(int from, int to, Letter.Weight weight) {
    for (String key : keys(from, to)) {
      outbox.put(
          new Letter(
              "topic", key, key.getBytes(StandardCharsets.UTF_8), new RecordHeaders(), weight));
    }
  }

  private static List<String> keys(int from, int to) {
    return IntStream.range(from, to).mapToObj("%04d"::formatted).toList();
  }
}
