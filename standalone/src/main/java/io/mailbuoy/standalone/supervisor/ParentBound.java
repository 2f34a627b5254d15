package io.mailbuoy.standalone.supervisor;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Runs a service that must not outlive the process that started it.
///
/// The parent holds the other end of the service's standard input. The operating system closes it
/// when the parent ends, however it ends, `kill -9` included; nothing has to be asked again and
/// again, and no process number can be mistaken for another's.
public final class ParentBound {
  private static final long GRACE_SECONDS = 5;

  private ParentBound() {}

  /// @param args the service's main class, then its own arguments
  @SuppressWarnings("SystemExitOutsideMain")
  public static void main(String[] args) throws ReflectiveOperationException {
    Thread.ofPlatform().daemon().name("parent-watch").start(ParentBound::endWithParent);
    try {
      Class.forName(args[0])
          .getMethod("main", String[].class)
          .invoke(null, (Object) Arrays.copyOfRange(args, 1, args.length));
    } catch (InvocationTargetException e) {
      e.getTargetException().printStackTrace();
      System.exit(1);
    }
  }

  private static void endWithParent() {
    awaitEnd();
    Thread.ofPlatform().daemon().name("parent-watch-exit").start(() -> System.exit(0));
    LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(GRACE_SECONDS));
    Runtime.getRuntime().halt(1); // it did not stop by itself in time
  }

  private static void awaitEnd() {
    try {
      while (System.in.read() >= 0) {
        // nothing is ever sent
      }
    } catch (IOException e) {
      System.err.println("the parent's pipe cannot be read, so the parent is gone: " + e);
    }
  }
}
