package io.mailbuoy.probe.wire;

import io.mailbuoy.contracts.event.FailureKind;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Asks the system for the address of a name, and gives up in time.
///
/// The system's resolver can neither be interrupted nor waited for by a virtual thread without
/// holding the thread beneath it, so that a few silent name servers would stop every probe. It is
/// asked from threads of its own.
public final class NameResolver implements AutoCloseable {
  private static final int THREADS = 32;
  private static final String OWN_MACHINE = "localhost";

  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          10,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          Thread.ofPlatform().daemon().name("probe-dns-", 0).factory());

  private final Lookup lookup;

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
    return host.equalsIgnoreCase(OWN_MACHINE) ? ownMachine() : lookUp(host, deadline);
  }

  /// An exception for each probe of a name would be dear.
  private static boolean mayBeLiteral(String host) {
    return host.indexOf(':') >= 0 || Character.isDigit(host.charAt(host.length() - 1));
  }

  /// No name server is asked for this name (RFC 6761, section 6.3), so nobody waits.
  private InetAddress ownMachine() throws FaultException {
    try {
      return lookup.find(OWN_MACHINE);
    } catch (UnknownHostException e) {
      throw failure();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure();
    }
  }

  private InetAddress lookUp(String host, Deadline deadline) throws FaultException {
    Future<InetAddress> answer = threads.submit(() -> lookup.find(host));
    try {
      return answer.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
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
