package io.mailbuoy.contracts.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.mailbuoy.contracts.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// One file for each mistake, with all its messages beside it.
class InvalidConfigTest {
  private static final String FOLDER = "contracts/src/test/resources/config/invalid";

  @TempDir Path folder;

  static List<String> mistakes() throws IOException {
    try (Stream<Path> files = Files.list(Repository.file(FOLDER))) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.endsWith(".yaml"))
          .map(name -> name.substring(0, name.length() - ".yaml".length()))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mistakes")
  void isReportedWithFileKeyAndReason(String mistake) {
    ConfigFile file = Fixtures.parse(Fixtures.text("invalid/" + mistake + ".yaml", folder));
    String reported =
        file.report().faults().stream()
            .map(ConfigFault::toString)
            .collect(Collectors.joining("\n"));
    String expected =
        Fixtures.text("invalid/" + mistake + ".expected", folder)
            .lines()
            .map(line -> "mailbuoy.yaml:" + line)
            .collect(Collectors.joining("\n"));
    assertThat(reported).isEqualTo(expected).doesNotContain(Fixtures.SECRET);
    assertThat(file.report().warnings().toString()).doesNotContain(Fixtures.SECRET);
    assertThatIllegalStateException().isThrownBy(file::typed);
  }

  @Test
  void aFileThatIsNotThere() {
    assertThat(faultsOf(folder.resolve("mailbuoy.yaml")))
        .isEqualTo(
            folder + "/mailbuoy.yaml: the file cannot be read; it must exist and be readable");
  }

  @Test
  void aFolder() {
    assertThat(faultsOf(folder)).isEqualTo(folder + ": this is a folder, not a file");
  }

  @Test
  void anotherEncoding() throws IOException {
    Path file = folder.resolve("mailbuoy.yaml");
    Files.write(file, new byte[] {'a', ':', ' ', (byte) 0xfc});
    assertThat(faultsOf(file)).isEqualTo(file + ": the file is not encoded in UTF-8");
  }

  @Test
  void controlCharacters() {
    assertThat(Fixtures.parse("mailbuoy: \u0001").report().faults())
        .hasToString(
            "[mailbuoy.yaml: this is not YAML: it holds characters that do not belong into a text,"
                + " or is too long]");
  }

  @Test
  void aByteOrderMarkIsNone() {
    assertThat(Fixtures.parse("\uFEFFmailbuoy:\r\n  location: fra1\r\n").typed().location())
        .isEqualTo("fra1");
  }

  private static String faultsOf(Path file) {
    return ConfigFile.read(file, Fixtures.ENVIRONMENT).report().faults().stream()
        .map(ConfigFault::toString)
        .collect(Collectors.joining("\n"));
  }
}
