package io.mailbuoy.probe.logs;

import com.google.re2j.Pattern;
import io.mailbuoy.contracts.config.Durations;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Json;
import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.probe.imap.ServerAnswers;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the lines of known programs mean. The knowledge lies in `log-formats.json`; this reads it
/// and applies it.
public final class LogFormats {
  private static final String RESOURCE = "log-formats.json";

  private final String version;
  private final Map<String, Program> programs;
  private final ServerAnswers answers;

  private LogFormats(File file, ServerAnswers answers) {
    this.version = file.version();
    this.programs =
        file.formats().entrySet().stream()
            .collect(
                java.util.stream.Collectors.toUnmodifiableMap(
                    Map.Entry::getKey, entry -> Program.of(entry.getValue())));
    this.answers = answers;
  }

  /// Reads the knowledge that comes with this version.
  ///
  /// @param answers what a server's own words mean, where a line repeats them
  public static LogFormats load(ServerAnswers answers) {
    try (InputStream resource = LogFormats.class.getResourceAsStream(RESOURCE)) {
      if (resource == null) {
        throw new IllegalStateException("the resource " + RESOURCE + " is missing");
      }
      return new LogFormats(Json.mapper().readValue(resource, File.class), answers);
    } catch (IOException e) {
      throw new UncheckedIOException("the resource " + RESOURCE + " cannot be read", e);
    }
  }

  /// The file's own version.
  public String version() {
    return version;
  }

  /// A reader of one log of a program.
  LineReader reader(String format) {
    return new KnownProgram(program(format), answers);
  }

  /// How long after a failure a program must be quiet to be well again, where it tells no success.
  Optional<Duration> quietAfter(String format) {
    return program(format).quietAfter();
  }

  private Program program(String format) {
    Program known = programs.get(format);
    if (known == null) {
      throw new IllegalArgumentException("there is no log format " + format);
    }
    return known;
  }

  /// The file as it is written.
  record File(String version, Map<String, Format> formats) {}

  /// @param quietAfter absent where the program tells its successes
  record Format(@Nullable String quietAfter, List<Line> lines) {}

  /// @param contains stands in every such line
  /// @param closes whether it ends a turn, whatever happened in it
  record Line(
      String contains,
      String pattern,
      String outcome,
      @Nullable String phase,
      @Nullable String kind,
      @Nullable Boolean retryable,
      boolean closes) {}

  private record Program(Optional<Duration> quietAfter, List<Sign> signs) {
    static Program of(Format format) {
      return new Program(
          Optional.ofNullable(format.quietAfter()).flatMap(Durations::parse),
          format.lines().stream().map(Sign::of).toList());
    }
  }

  private record Sign(
      String contains,
      Pattern pattern,
      boolean success,
      Phase phase,
      FailureKind kind,
      boolean retryable,
      boolean closes) {
    static Sign of(Line line) {
      return new Sign(
          line.contains(),
          Pattern.compile(line.pattern()),
          line.outcome().equals("success"),
          Open.read(Phase.class, line.phase() == null ? "unknown" : line.phase()).value(),
          Open.read(FailureKind.class, line.kind() == null ? "unknown" : line.kind()).value(),
          line.retryable() == null || line.retryable(),
          line.closes());
    }
  }

  private static final class KnownProgram implements LineReader {
    private final Program program;
    private final Meaning meaning;
    private boolean turnFailed;

    KnownProgram(Program program, ServerAnswers answers) {
      this.program = program;
      this.meaning = new Meaning(answers);
    }

    @Override
    public Finding read(String line) {
      for (Sign sign : program.signs()) {
        if (line.contains(sign.contains())) {
          Groups groups = Groups.find(sign.pattern(), line);
          if (groups.found()) {
            return finding(sign, groups);
          }
        }
      }
      return new Finding.Nothing();
    }

    private Finding finding(Sign sign, Groups groups) {
      if (sign.success()) {
        boolean untrue = sign.closes() && turnFailed;
        turnFailed = false;
        return untrue
            ? new Finding.Nothing()
            : new Finding.Worked(groups.get("user"), Optional.empty());
      }
      turnFailed = true;
      return groups
          .get("answer")
          .flatMap(answer -> meaning.of(sign.phase(), answer))
          .map(said ->
              new Finding.Failed(
                  groups.get("user"),
                  Optional.empty(),
                  sign.phase(),
                  said.kind(),
                  said.retryable()))
          .orElseGet(() ->
              new Finding.Failed(
                  groups.get("user"),
                  Optional.empty(),
                  sign.phase(),
                  sign.kind(),
                  sign.retryable()));
    }
  }
}
