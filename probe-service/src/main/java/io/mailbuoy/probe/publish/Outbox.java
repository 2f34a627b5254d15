package io.mailbuoy.probe.publish;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/// Between probing, which goes on whatever happens to the broker, and the broker. What is put in is
/// sent in its order, and again until the broker has taken it. When too much waits, the oldest
/// results are dropped and counted.
///
/// A record may arrive twice, after an answer of the broker's got lost. Its id is the same then.
public final class Outbox implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Outbox.class);

  /// So many are on their way at once.
  private static final int BATCH = 64;

  private static final Duration SLOW = Duration.ofSeconds(5);
  private static final Duration LAST_WORDS = Duration.ofSeconds(1);

  private final Post post;
  private final String address;
  private final int capacity;
  private final Duration pause;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Letter> waiting = new ArrayDeque<>();
  private final Thread sender = Thread.ofVirtual().name("outbox").unstarted(this::send);
  private List<Letter> underway = List.of();
  private Contact contact = Contact.UNKNOWN;
  private long dropped;

  /// How many of those that wait may be dropped.
  private int passing;

  private boolean closing;

  /// Takes a letter to the broker. The future ends when the broker has it, or has not.
  public interface Post {
    CompletableFuture<?> send(Letter letter);
  }

  /// What the broker did last.
  public enum Contact {
    UNKNOWN,
    TAKES,
    TAKES_NOTHING
  }

  /// @param address the broker's, for messages
  /// @param capacity how many letters may wait of those that may be dropped
  /// @param pause before what was not taken is sent again
  public Outbox(Post post, String address, int capacity, Duration pause) {
    this.post = post;
    this.address = address;
    this.capacity = capacity;
    this.pause = pause;
  }

  public void start() {
    sender.start();
  }

  /// Puts a letter in. Never waits.
  public void put(Letter letter) {
    lock.lock();
    try {
      if (closing) {
        return;
      }
      waiting.addLast(letter);
      if (letter.weight() == Letter.Weight.PASSING && ++passing > capacity) {
        drop();
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void drop() {
    for (Iterator<Letter> each = waiting.iterator(); each.hasNext(); ) {
      if (each.next().weight() == Letter.Weight.PASSING) {
        each.remove();
        passing--;
        if (dropped++ % capacity == 0) {
          LOG.errorf(
              "more than %d results wait for the broker at %s, and the oldest are dropped from now"
                  + " on; start the broker",
              capacity, address);
        }
        return;
      }
    }
  }

  /// How many wait, those on their way included.
  public int waiting() {
    lock.lock();
    try {
      return waiting.size() + underway.size();
    } finally {
      lock.unlock();
    }
  }

  /// How many may wait.
  public int capacity() {
    return capacity;
  }

  /// How many were dropped so far.
  public long dropped() {
    lock.lock();
    try {
      return dropped;
    } finally {
      lock.unlock();
    }
  }

  /// What the broker did last.
  public Contact contact() {
    lock.lock();
    try {
      return contact;
    } finally {
      lock.unlock();
    }
  }

  private void send() {
    try {
      while (true) {
        List<Letter> batch = take();
        if (batch.isEmpty()) {
          return;
        }
        Result result = deliver(batch);
        note(result);
        if (result instanceof Result.Stopped stopped) {
          pause(stopped);
        }
      }
    } catch (InterruptedException e) {
      LOG.debugf("the outbox is closed with %d letters left", waiting());
    }
  }

  /// The next letters; empty when there are none and no more will come.
  private List<Letter> take() throws InterruptedException {
    lock.lock();
    try {
      while (waiting.isEmpty() && underway.isEmpty() && !closing) {
        changed.await();
      }
      if (underway.isEmpty()) {
        List<Letter> batch = new ArrayList<>();
        while (batch.size() < BATCH && !waiting.isEmpty()) {
          Letter next = waiting.removeFirst();
          batch.add(next);
          passing -= next.weight() == Letter.Weight.PASSING ? 1 : 0;
        }
        underway = List.copyOf(batch);
      }
      return underway;
    } finally {
      lock.unlock();
    }
  }

  /// How far a batch got.
  private sealed interface Result {
    record Delivered() implements Result {}

    /// @param left what the broker has not taken, and everything after it
    record Stopped(List<Letter> left, String reason) implements Result {}
  }

  private Result deliver(List<Letter> batch) throws InterruptedException {
    List<CompletableFuture<?>> sent = new ArrayList<>();
    for (Letter letter : batch) {
      sent.add(post.send(letter));
    }
    for (int i = 0; i < batch.size(); i++) {
      try {
        await(sent.get(i));
      } catch (ExecutionException e) {
        return new Result.Stopped(batch.subList(i, batch.size()), String.valueOf(e.getCause()));
      }
    }
    return new Result.Delivered();
  }

  /// The client tries for a while before it gives up; whoever is on call hears of it sooner.
  private void await(CompletableFuture<?> sending) throws InterruptedException, ExecutionException {
    try {
      sending.get(SLOW.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      failing("no answer for " + SLOW.toSeconds() + " s");
      sending.get();
    }
  }

  private void failing(String reason) {
    lock.lock();
    try {
      if (contact != Contact.TAKES_NOTHING) {
        contact = Contact.TAKES_NOTHING;
        LOG.warnf(
            "the Kafka broker at %s takes no results (%s); start it, or correct"
                + " mailbuoy.kafka.bootstrap-servers; probing goes on, and up to %d results are"
                + " kept until it is back",
            address, reason, capacity);
      }
    } finally {
      lock.unlock();
    }
  }

  private void note(Result result) {
    lock.lock();
    try {
      switch (result) {
        case Result.Delivered _ -> {
          underway = List.of();
          if (contact == Contact.TAKES_NOTHING) {
            LOG.infof("the broker at %s takes results again; %d wait", address, waiting.size());
          }
          contact = Contact.TAKES;
        }
        case Result.Stopped(var left, var reason) -> {
          underway = List.copyOf(left);
          failing(reason);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private void pause(Result.Stopped stopped) throws InterruptedException {
    lock.lock();
    try {
      if (closing) {
        throw new InterruptedException(stopped.left().size() + " letters are not delivered");
      }
      long left = pause.toNanos();
      while (left > 0 && !closing) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Sends what waits, if the broker takes it soon, and takes nothing more in.
  @Override
  public void close() {
    Duration patience;
    lock.lock();
    try {
      closing = true;
      patience = contact == Contact.TAKES_NOTHING ? Duration.ZERO : LAST_WORDS;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      if (!sender.join(patience)) {
        sender.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
