package io.mailbuoy.probe.wire;

import io.mailbuoy.contracts.event.FailureKind;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Asks the system for the address of a name, and gives up in time.
///
/// The system's resolver can neither be interrupted nor waited for by a virtual thread without
/// holding the thread beneath it, so that a few silent name servers would stop every probe. It is
/// asked from threads of its own.
public final class NameResolver implements AutoCloseable {
  private static final int THREADS = 32;

  /// Thousands of mailboxes lie behind one name, and to change threads for each of them would be
  /// dear. A name that is not found is looked up again each time.
  private static final Duration REMEMBERED = Duration.ofSeconds(1);

  private static final int MOST_REMEMBERED = 10_000;

  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          10,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          Thread.ofPlatform().daemon().name("probe-dns-", 0).factory());

  private final Lookup lookup;
  private final Map<String, Found> found = new ConcurrentHashMap<>();

  private record Found(InetAddress address, long nanos) {}

  /// Finds the first address of a name.
  public interface Lookup {
    InetAddress find(String host) throws UnknownHostException, InterruptedException;
  }

  /// Asks the system.
  public NameResolver() {
    this(InetAddress::getByName);
  }

  public NameResolver(Lookup lookup) {
    this.lookup = lookup;
    threads.allowCoreThreadTimeOut(true);
  }

  /// The first address of a host, or the address that it is.
  ///
  /// @throws FaultException `dns-failure` where there is none, or none in time
  public InetAddress resolve(String host, Deadline deadline) throws FaultException {
    if (mayBeLiteral(host)) {
      try {
        return InetAddress.ofLiteral(host);
      } catch (IllegalArgumentException notLiteral) {
        return lookUp(host, deadline);
      }
    }
    @Nullable Found known = found.get(host);
    return known != null && System.nanoTime() - known.nanos() < REMEMBERED.toNanos()
        ? known.address()
        : lookUp(host, deadline);
  }

  /// An exception for each probe of a name would be dear.
  private static boolean mayBeLiteral(String host) {
    return host.indexOf(':') >= 0 || Character.isDigit(host.charAt(host.length() - 1));
  }

  private InetAddress lookUp(String host, Deadline deadline) throws FaultException {
    Future<InetAddress> answer = threads.submit(() -> lookup.find(host));
    try {
      InetAddress address = answer.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
      if (found.size() >= MOST_REMEMBERED) {
        found.clear();
      }
      found.put(host, new Found(address, System.nanoTime()));
      return address;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownHostException) {
        throw failure();
      }
      throw new IllegalStateException(e.getCause());
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw failure();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure();
    }
  }

  private static FaultException failure() {
    return new FaultException(Fault.passing(FailureKind.DNS_FAILURE, null));
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
