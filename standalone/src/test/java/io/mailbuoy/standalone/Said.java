package io.mailbuoy.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mailbuoy.standalone.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;

/// What a command, run in this process, printed and how it ended.
public record Said(int exitCode, String out, String err) {
  public static Said by(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode =
        Main.run(
            new Terminal(
                new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), false),
            args);
    return new Said(exitCode, out.toString(UTF_8), err.toString(UTF_8));
  }
}
