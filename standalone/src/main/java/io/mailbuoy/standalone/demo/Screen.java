package io.mailbuoy.standalone.demo;

import io.mailbuoy.standalone.terminal.Terminal;
import io.mailbuoy.standalone.terminal.Wrap;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/// The terminal: one column for the time, one for who speaks, one for what is said.
final class Screen {
  private static final int WIDTH = 112;
  private static final int MARGIN = 28;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("EEE d MMM HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Terminal terminal;

  Screen(Terminal terminal) {
    this.terminal = terminal;
  }

  static String time(Instant at) {
    return TIME.format(at);
  }

  /// Text over the whole width.
  synchronized void paragraph(String text) {
    Wrap.at(WIDTH - 4, text).forEach(line -> terminal.line("  " + line));
  }

  synchronized void blank() {
    terminal.line("");
  }

  synchronized void heading(String text) {
    terminal.line("");
    terminal.line("  " + terminal.paint("bold", text));
  }

  /// What somebody does or says at a moment of the story.
  ///
  /// @param style a picocli style such as `red,bold`
  synchronized void line(Instant at, String who, String style, String text) {
    List<String> lines = Wrap.at(WIDTH - MARGIN, Terminal.harmless(text));
    terminal.line(
        "  %-17s".formatted(time(at))
            + terminal.paint(style, "%-9s".formatted(who))
            + lines.getFirst());
    lines.stream().skip(1).forEach(line -> terminal.line(" ".repeat(MARGIN) + line));
  }

  /// More of the same, below a line.
  synchronized void more(String text) {
    Wrap.at(WIDTH - MARGIN, Terminal.harmless(text))
        .forEach(line -> terminal.line(" ".repeat(MARGIN) + terminal.paint("faint", line)));
  }

  /// A moment and what happened then, in the closing account.
  synchronized void message(Instant at, String text) {
    List<String> lines = Wrap.at(WIDTH - 22, Terminal.harmless(text));
    terminal.line("    %-18s".formatted(time(at)) + lines.getFirst());
    lines.stream().skip(1).forEach(line -> terminal.line(" ".repeat(22) + line));
  }

  /// A mark of the closing account.
  synchronized void verdict(boolean good, String text) {
    terminal.line(
        "    "
            + (good ? terminal.paint("green,bold", "yes") : terminal.paint("red,bold", "NO "))
            + "  "
            + text);
  }
}
