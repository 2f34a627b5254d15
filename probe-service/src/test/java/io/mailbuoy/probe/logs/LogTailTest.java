package io.mailbuoy.probe.logs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {
  @TempDir Path folder;
  private Path file;
  private LogTail tail;
  private final List<String> lines = new ArrayList<>();
  private final Set<String> origins = new HashSet<>();

  @BeforeEach
  void begin() throws IOException {
    file = folder.resolve("mail.log");
    Files.writeString(file, "old\n");
    tail = tail(LogTail.Start.AT_END, LogTail.Limits.USUAL);
    turn();
  }

  @AfterEach
  void end() {
    tail.close();
  }

  private LogTail tail(LogTail.Start start, LogTail.Limits limits) {
    return new LogTail(file, start, limits);
  }

  private void append(String text) throws IOException {
    append(text.getBytes(UTF_8));
  }

  private void append(byte... bytes) throws IOException {
    Files.write(file, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private void turn() {
    tail.turn((line, origin) -> {
      lines.add(line);
      origins.add(origin);
    });
  }

  @Test
  void what_is_appended_is_read_once() throws IOException {
    assertThat(lines).isEmpty();
    append("one\ntwo\r\n");
    turn();
    turn();
    append("three\n");
    turn();
    assertThat(lines).containsExactly("one", "two", "three");
    assertThat(origins).hasSize(3);
  }

  @Test
  void a_backfill_begins_at_the_start_with_the_same_origins_each_time() {
    for (int i = 0; i < 2; i++) {
      tail.close();
      tail = tail(LogTail.Start.AT_BEGINNING, LogTail.Limits.USUAL);
      turn();
    }
    assertThat(lines).containsExactly("old", "old");
    assertThat(origins).hasSize(1);
  }

  @Test
  void half_a_line_waits_for_its_end() throws IOException {
    append("half");
    turn();
    assertThat(lines).isEmpty();
    append(" whole\n");
    turn();
    assertThat(lines).containsExactly("half whole");
  }

  @Test
  void a_tail_that_begins_in_a_line_waits_for_the_next() throws IOException {
    append("the beginning");
    tail.close();
    tail = tail(LogTail.Start.AT_END, LogTail.Limits.USUAL);
    turn();
    append(" and the end\nnext\n");
    turn();
    assertThat(lines).containsExactly("next");
  }

  @Test
  void a_rotation_by_name_loses_nothing() throws IOException {
    append("one\n");
    Files.move(file, folder.resolve("mail.log.1"));
    turn();
    assertThat(lines).containsExactly("one");
    Files.writeString(
        folder.resolve("mail.log.1"), "two, still in the old\n", StandardOpenOption.APPEND);
    append("three\n");
    turn();
    Files.writeString(folder.resolve("mail.log.1"), "late\nlast", StandardOpenOption.APPEND);
    turn();
    append("four\n");
    turn();
    assertThat(lines)
        .containsExactly("one", "two, still in the old", "late", "last", "three", "four");
  }

  @Test
  void a_file_emptied_in_its_place_is_read_from_its_start() throws IOException {
    append("one\ntwo\n");
    turn();
    Files.writeString(file, "");
    turn();
    append("three\n");
    turn();
    assertThat(lines).containsExactly("one", "two", "three");
  }

  @Test
  void a_file_emptied_and_filled_again_between_two_turns_is_noticed() throws IOException {
    append("one\ntwo\n");
    turn();
    turn();
    Files.writeString(file, "three, longer than all that was\nfour\n");
    turn();
    assertThat(lines).containsExactly("one", "two", "three, longer than all that was", "four");
  }

  @Test
  void a_file_that_is_missing_is_read_from_its_start_when_it_turns_up() throws IOException {
    Files.delete(file);
    tail.close();
    tail = tail(LogTail.Start.AT_END, LogTail.Limits.USUAL);
    turn();
    turn();
    assertThat(tail.isFollowing()).isFalse();
    append("one\n");
    turn();
    assertThat(lines).containsExactly("one");
  }

  @Test
  void what_is_no_file_is_no_log() throws IOException {
    Files.delete(file);
    Files.createDirectory(file);
    tail.close();
    tail = tail(LogTail.Start.AT_END, LogTail.Limits.USUAL);
    turn();
    assertThat(tail.isFollowing()).isFalse();
  }

  @Test
  void a_line_without_end_is_cut() throws IOException {
    append("x".repeat(200_000));
    turn();
    append("y\nnext\n");
    turn();
    assertThat(lines).containsExactly("x".repeat(LogTail.LONGEST_LINE), "next");
  }

  @Test
  void bytes_that_are_no_text_do_no_harm() throws IOException {
    append(new byte[] {'a', (byte) 0xff, 0, (byte) 0xc3, 'b', '\n', 0, 0, 'c', '\n'});
    turn();
    assertThat(lines).hasSize(2);
    assertThat(lines.getFirst()).startsWith("a").endsWith("b");
    assertThat(lines.getLast()).isEqualTo("c");
  }

  @Test
  void a_turn_reads_a_bounded_piece_and_passes_over_what_is_far_too_much() throws IOException {
    tail.close();
    tail = tail(LogTail.Start.AT_END, new LogTail.Limits(64 * 1_024, 256 * 1_024));
    turn();
    append("0123456789abcde\n".repeat(8 * 1_024)); // 128 KiB
    turn();
    assertThat(lines).hasSize(4 * 1_024);
    turn();
    assertThat(lines).hasSize(8 * 1_024);
    append("0123456789abcde\n".repeat(64 * 1_024)); // 1 MiB
    lines.clear();
    turn();
    assertThat(tail.skipped()).isEqualTo((1_024 - 64) * 1_024);
    assertThat(lines).hasSize(4 * 1_024 - 1).containsOnly("0123456789abcde");
  }
}
