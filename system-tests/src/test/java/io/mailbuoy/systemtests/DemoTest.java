package io.mailbuoy.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// The demo, as a person who has never seen Mailbuoy runs it.
@Isolated("it promises two minutes")
class DemoTest {
  @TempDir Path folder;

  @Test
  void it_tells_the_whole_story_and_ends_well_within_two_minutes() {
    try (MailbuoyProcess demo = MailbuoyProcess.run(folder, Map.of(), List.of("demo"))) {
      int code = demo.awaitExit(Duration.ofMinutes(2));

      String told = demo.output().replaceAll("\\s+", " ");
      assertThat(code).as(demo.output()).isZero();
      assertThat(told)
          .contains("NO AUTHENTICATE failed.")
          .contains("has not acknowledged")
          .contains("EX1215307")
          .contains("resolved")
          .contains("PagerDuty")
          .contains("Teams")
          .contains("e-mail");
    }
  }
}
