package io.mailbuoy.standalone.terminal;

import java.io.PrintStream;
import java.io.PrintWriter;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.IStyle;
import picocli.CommandLine.Help.Ansi.Style;

/// Where the commands talk to a person: results on standard output, everything else on standard
/// error. Colour only where a person sees it, and never with `NO_COLOR`.
public final class Terminal {
  private final PrintStream out;
  private final PrintStream err;
  private final boolean colourful;

  public Terminal(PrintStream out, PrintStream err, boolean colourful) {
    this.out = out;
    this.err = err;
    this.colourful = colourful;
  }

  /// The terminal of this process.
  public static Terminal ofProcess() {
    return new Terminal(System.out, System.err, Ansi.AUTO.enabled());
  }

  public boolean colourful() {
    return colourful;
  }

  public PrintStream out() {
    return out;
  }

  public PrintWriter outWriter() {
    return new PrintWriter(out, true, out.charset());
  }

  public PrintWriter errWriter() {
    return new PrintWriter(err, true, err.charset());
  }

  /// A line of the result.
  public void line(String text) {
    out.println(text);
    out.flush();
  }

  /// What is wrong and keeps the command from its work.
  public void fault(String text) {
    err.println(paint("red,bold", "error: ") + text);
    err.flush();
  }

  /// What works and should not stay so.
  public void warning(String text) {
    err.println(paint("yellow", "warning: ") + text);
    err.flush();
  }

  /// Where in the program something failed, for a report.
  public void trace(Throwable failure) {
    failure.printStackTrace(err);
  }

  /// A text in a style of picocli, such as `red,bold` or `faint`; plain where there is no colour.
  public String paint(String style, String text) {
    if (!colourful || text.isEmpty()) {
      return text;
    }
    IStyle[] styles = Style.parse(style);
    return Style.on(styles) + text + Style.reset.on();
  }

  /// A text that others wrote, without anything that would steer the terminal.
  public static String harmless(String text) {
    StringBuilder result = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? ' ' : c)
        .forEach(result::appendCodePoint);
    return result.toString();
  }

  /// A text in a column.
  public static String column(String text, int width) {
    return text.length() >= width ? text : text + " ".repeat(width - text.length());
  }
}
