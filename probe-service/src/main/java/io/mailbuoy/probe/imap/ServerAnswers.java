package io.mailbuoy.probe.imap;

import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Json;
import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.probe.wire.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What an IMAP server's refusal means. The knowledge lies in `server-answers.json`; this reads it
/// and applies it.
///
/// A response code of RFC 5530 decides where there is one. Exchange sends none, so its words decide
/// there. What is not known stays `unknown`, with its words.
public final class ServerAnswers {
  private static final String RESOURCE = "server-answers.json";

  /// A server can say a million letters, and some patterns take the square of that.
  private static final int MOST_LETTERS = 1_000;

  private static final Pattern CODE = Pattern.compile("^(?:NO|BAD|BYE) \\[([A-Za-z]+)[] ]");

  private final String version;
  private final Map<String, Meaning> codes;
  private final List<Words> words;

  private ServerAnswers(File file) {
    version = file.version();
    codes = Map.copyOf(file.responseCodes());
    words = file.answers().stream().map(Words::of).toList();
  }

  /// Reads the knowledge that comes with this version.
  public static ServerAnswers load() {
    try (InputStream resource = ServerAnswers.class.getResourceAsStream(RESOURCE)) {
      if (resource == null) {
        throw new IllegalStateException("the resource " + RESOURCE + " is missing");
      }
      return new ServerAnswers(Json.mapper().readValue(resource, File.class));
    } catch (IOException e) {
      throw new UncheckedIOException("the resource " + RESOURCE + " cannot be read", e);
    }
  }

  /// The file's own version.
  public String version() {
    return version;
  }

  /// What a refusal means.
  ///
  /// @param phase in which it came
  /// @param whole the server's line without its tag, for example `NO AUTHENTICATE failed.`
  public Fault meaning(Phase phase, String whole) {
    String line = whole.substring(0, Math.min(whole.length(), MOST_LETTERS));
    Matcher code = CODE.matcher(line);
    if (code.find()) {
      Meaning known = codes.get(code.group(1).toUpperCase(Locale.ROOT));
      if (known != null) {
        return fault(known, whole, Optional.empty());
      }
    }
    for (Words each : words) {
      Matcher matcher = each.pattern().matcher(line);
      if (each.phases().contains(phase) && matcher.find()) {
        return fault(each.meaning(), whole, each.backOff(matcher));
      }
    }
    return Fault.passing(
        line.startsWith("BYE") ? FailureKind.DISCONNECTED : FailureKind.UNKNOWN, whole);
  }

  private static Fault fault(Meaning meaning, String line, Optional<Duration> backOff) {
    return new Fault(meaning.failureKind(), line, meaning.retryable(), backOff);
  }

  /// The file as it is written.
  record File(String version, Map<String, Meaning> responseCodes, List<Answer> answers) {}

  /// What something means: a kind of [FailureKind], and whether it may pass.
  record Meaning(String kind, boolean retryable) {
    FailureKind failureKind() {
      return Open.read(FailureKind.class, kind).value();
    }
  }

  /// @param phases the phases in which the words mean this; absent for all
  /// @param pattern found anywhere in the line, in any case; a group named `millis` is the back-off
  record Answer(String pattern, @Nullable List<String> phases, String kind, boolean retryable) {}

  private record Words(Pattern pattern, List<Phase> phases, Meaning meaning) {
    static Words of(Answer answer) {
      List<Phase> phases =
          answer.phases() == null
              ? List.of(Phase.values())
              : answer.phases().stream().map(each -> Open.read(Phase.class, each).value()).toList();
      return new Words(
          Pattern.compile(answer.pattern(), Pattern.CASE_INSENSITIVE),
          phases,
          new Meaning(answer.kind(), answer.retryable()));
    }

    Optional<Duration> backOff(Matcher matcher) {
      return pattern.namedGroups().containsKey("millis")
          ? Optional.of(Duration.ofMillis(Long.parseLong(matcher.group("millis"))))
          : Optional.empty();
    }
  }
}
