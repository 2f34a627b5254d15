package io.mailbuoy.contracts.schema;

import io.mailbuoy.contracts.Repository;
import io.mailbuoy.contracts.kafka.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Events as they travel, one file each, below `src/test/resources/samples`. Together the samples
/// of a type hold every field and leave every field out that can be left out.
final class Samples {
  private Samples() {}

  /// @param name the file, for messages
  record Sample(String name, String json) {}

  static List<Sample> of(Topic<?> topic) {
    Path folder =
        Repository.file("contracts/src/test/resources/samples/" + SchemaGeneration.typeOf(topic));
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().map(Samples::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("there are no samples for " + topic.name(), e);
    }
  }

  private static Sample read(Path file) {
    try {
      return new Sample(file.toString(), Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
