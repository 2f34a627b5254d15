package io.mailbuoy.notifier.delivery;

import io.mailbuoy.notifier.channel.Channel;
import java.util.List;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/// One channel's own thread, queue and pace, so that a channel that hangs delays no other.
public final class ChannelWorker {
  private static final Logger LOG = Logger.getLogger(ChannelWorker.class);

  private final Channel channel;
  private final Teller teller;
  private final WorkQueue queue = new WorkQueue();
  private final Thread thread;

  /// Deals with one alert on one channel.
  public interface Teller {
    /// @param waiting what else waits there
    Next tell(String alertId, Channel channel, Supplier<List<String>> waiting);
  }

  public ChannelWorker(Channel channel, Teller teller) {
    this.channel = channel;
    this.teller = teller;
    this.thread = Thread.ofVirtual().name("channel-" + channel.name()).unstarted(this::run);
  }

  public Channel channel() {
    return channel;
  }

  public void start() {
    thread.start();
  }

  /// Asks the worker to stop. What it is sending at this moment has no receipt yet and may be sent
  /// once more after the next start.
  public void stop() {
    thread.interrupt();
  }

  /// There may be something to do about this alert.
  public void offer(String alertId) {
    queue.offer(alertId, System.nanoTime());
  }

  public WorkQueue.Backlog backlog() {
    return queue.backlog(System.nanoTime());
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        WorkQueue.Turn.Take turn = queue.take();
        Next next = teller.tell(turn.alertId(), channel, () -> queue.waiting(System.nanoTime()));
        queue.settle(turn, next, System.nanoTime());
      }
    } catch (InterruptedException e) {
      LOG.debugf("channel '%s' stops", channel.name());
    }
  }
}
