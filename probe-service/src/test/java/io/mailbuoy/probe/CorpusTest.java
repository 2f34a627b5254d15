package io.mailbuoy.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.mailbuoy.probe.imap.ImapFuzz;
import io.mailbuoy.probe.mail.LinesFuzz;
import io.mailbuoy.probe.token.TokenFuzz;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What the fuzzer was given and has found, committed, goes through the parsers in every build,
/// without the fuzzer's agent. It lies where the fuzzer looks for it:
/// `src/test/resources/<package>/<class>Inputs/<method>`.
class CorpusTest {
  private static final Path RESOURCES = Path.of("src", "test", "resources");
  private static final Duration LIMIT = Duration.ofSeconds(5);

  static List<Arguments> corpus() throws IOException {
    List<Arguments> all = new ArrayList<>();
    for (Class<?> fuzz : List.of(ImapFuzz.class, LinesFuzz.class, TokenFuzz.class)) {
      Path inputs = RESOURCES.resolve(fuzz.getName().replace('.', '/') + "Inputs");
      for (Method method : fuzz.getDeclaredMethods()) {
        if (method.isAnnotationPresent(FuzzTest.class)) {
          try (Stream<Path> files = Files.list(inputs.resolve(method.getName()))) {
            List<Path> found = files.sorted().toList();
            assertThat(found).as("corpus of %s", method).isNotEmpty();
            found.forEach(file -> all.add(Arguments.of(fuzz, method.getName(), file)));
          }
        }
      }
    }
    return all;
  }

  @ParameterizedTest(name = "{1} {2}")
  @MethodSource("corpus")
  void every_text_has_a_clear_end_within_its_time(Class<?> fuzz, String method, Path file)
      throws Exception {
    byte[] said = Files.readAllBytes(file);
    Object target = fuzz.getDeclaredConstructor().newInstance();
    Method one =
        Arrays.stream(fuzz.getDeclaredMethods())
            .filter(each -> each.getName().equals(method))
            .findFirst()
            .orElseThrow();
    assertTimeoutPreemptively(LIMIT, () -> one.invoke(target, (Object) said));
  }
}
