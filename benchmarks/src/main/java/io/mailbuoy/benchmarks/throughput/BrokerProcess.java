package io.mailbuoy.benchmarks.throughput;

import io.mailbuoy.standalone.broker.EmbeddedBroker;
import io.mailbuoy.standalone.terminal.Logs;
import java.io.IOException;
import java.nio.file.Path;

/// The broker of `mailbuoy up` in a process of its own, until its standard input ends.
final class BrokerProcess {
  private BrokerProcess() {}

  /// @param args the folder for its data
  public static void main(String[] args) throws IOException {
    Path data = Path.of(args[0]);
    Logs.toFile(data.resolve("broker.log"));
    try (EmbeddedBroker broker = EmbeddedBroker.start(data)) {
      broker.createTopics();
      System.out.println(Child.SAYS + broker.bootstrapServers());
      while (System.in.read() >= 0) {
        // Whoever started it says nothing, and goes.
      }
    }
  }
}
