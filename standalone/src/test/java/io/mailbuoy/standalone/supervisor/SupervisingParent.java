package io.mailbuoy.standalone.supervisor;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/// A process that supervises a child and does nothing else, for a test that kills it.
public final class SupervisingParent {
  static final String READY = "supervised";

  private SupervisingParent() {}

  public static void main(String[] args) throws InterruptedException {
    try (Supervisor supervisor =
        Supervisor.start(
            java.util.List.of(SupervisorTest.child("one"), SupervisorTest.child("two")),
            Path.of(args[0]),
            Map.of(Child.BEHAVIOUR, "serve"),
            event -> {})) {
      if (supervisor.awaitReady(Duration.ofSeconds(60)) instanceof Readiness.Ready) {
        System.out.println(READY);
      }
      new CountDownLatch(1).await();
    }
  }
}
