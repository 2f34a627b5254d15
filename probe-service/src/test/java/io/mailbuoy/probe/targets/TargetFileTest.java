package io.mailbuoy.probe.targets;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.config.TargetConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetFileTest {
  private static final String START =
      """
      mailbuoy:
        location: fra1
        targets:
          - {id: a, service: s, url: "imaps://a.example", user: u, password: one}
          - {id: b, service: s, url: "imaps://b.example"}
      """;

  @TempDir Path folder;
  private Path path;
  private TargetFile file;

  @BeforeEach
  void start() throws IOException {
    path = folder.resolve("mailbuoy.yaml");
    Files.writeString(path, START);
    file = new TargetFile(path);
  }

  @Test
  void a_file_that_stays_as_it_is_is_no_news() throws IOException {
    assertThat(file.look()).isInstanceOf(TargetFile.News.None.class);
    replace(START + "\n# a remark\n");
    assertThat(file.look()).isInstanceOf(TargetFile.News.None.class);
  }

  @Test
  void a_new_target_and_a_new_password_are_news_and_a_new_place_in_the_list_is_not()
      throws IOException {
    replace(
        """
        mailbuoy:
          location: fra1
          targets:
            - {id: c, service: s, url: "imaps://c.example"}
            - {id: b, service: s, url: "imaps://b.example"}
            - {id: a, service: s, url: "imaps://a.example", user: u, password: two}
        """);
    TargetFile.News.Changed changed = changed();
    assertThat(changed.targets()).extracting(TargetConfig::id).containsExactly("c", "b", "a");
    assertThat(changed.changed()).containsExactlyInAnyOrder("a", "c");
    assertThat(changed.restart()).isEmpty();
    assertThat(file.look()).isInstanceOf(TargetFile.News.None.class);
  }

  @Test
  void other_keys_ask_for_a_restart() throws IOException {
    replace(START.replace("fra1", "fra2"));
    assertThat(changed().restart()).containsExactly("mailbuoy.location");
  }

  @Test
  void a_fault_is_told_with_its_place_and_mended_later() throws IOException {
    replace(START.replace("imaps://b.example", "gopher://b.example"));
    assertThat(file.look())
        .isInstanceOfSatisfying(
            TargetFile.News.Faulty.class,
            faulty ->
                assertThat(faulty.faults())
                    .singleElement()
                    .asString()
                    .contains("mailbuoy.yaml", "mailbuoy.targets[1].url"));
    assertThat(file.look()).isInstanceOf(TargetFile.News.None.class);
    replace(START.replace("b.example", "c.example"));
    assertThat(changed().changed()).containsExactly("b");
  }

  @Test
  void a_file_that_is_gone_is_a_fault() throws IOException {
    Files.delete(path);
    assertThat(file.look())
        .isInstanceOfSatisfying(
            TargetFile.News.Faulty.class,
            faulty -> assertThat(faulty.faults().toString()).contains("cannot be read"));
  }

  private TargetFile.News.Changed changed() {
    return switch (file.look()) {
      case TargetFile.News.Changed changed -> changed;
      case TargetFile.News other -> throw new AssertionError(other);
    };
  }

  /// As an editor or a container platform does it.
  private void replace(String text) throws IOException {
    Path fresh = folder.resolve("fresh");
    Files.writeString(fresh, text);
    Files.move(fresh, path, StandardCopyOption.REPLACE_EXISTING);
  }
}
