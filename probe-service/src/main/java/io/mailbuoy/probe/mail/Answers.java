package io.mailbuoy.probe.mail;

import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Json;
import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.probe.wire.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a refusal means that is a line of text: of an SMTP or a POP3 server. The knowledge lies in
/// a file for each protocol; this reads it and applies it.
///
/// The first answer whose pattern is found decides. What is not known stays `unknown`, with its
/// words.
public final class Answers {
  private final String version;
  private final List<Known> known;

  private Answers(File file) {
    version = file.version();
    known = file.answers().stream().map(Known::of).toList();
  }

  /// What SMTP servers say: `smtp-answers.json`.
  public static Answers smtp() {
    return read("smtp-answers.json");
  }

  /// What POP3 servers say: `pop3-answers.json`.
  public static Answers pop3() {
    return read("pop3-answers.json");
  }

  private static Answers read(String name) {
    try (InputStream resource = Answers.class.getResourceAsStream(name)) {
      if (resource == null) {
        throw new IllegalStateException("the resource " + name + " is missing");
      }
      return new Answers(Json.mapper().readValue(resource, File.class));
    } catch (IOException e) {
      throw new UncheckedIOException("the resource " + name + " cannot be read", e);
    }
  }

  /// The file's own version.
  public String version() {
    return version;
  }

  /// What a refusal means.
  ///
  /// @param phase in which it came
  /// @param line the server's line, for example `535 5.7.8 authentication failed`
  public Fault meaning(Phase phase, String line) {
    return known.stream()
        .filter(each -> each.phases().contains(phase) && each.pattern().matcher(line).find())
        .findFirst()
        .map(each -> each.fault(line))
        .orElseGet(() -> Fault.passing(FailureKind.UNKNOWN, line));
  }

  /// The file as it is written.
  record File(String version, List<Answer> answers) {}

  /// @param pattern found anywhere in the line, in any case
  /// @param phases the phases in which the words mean this; absent for all
  /// @param kind of [FailureKind]
  /// @param retryable whether it may pass
  record Answer(String pattern, @Nullable List<String> phases, String kind, boolean retryable) {}

  private record Known(Pattern pattern, List<Phase> phases, FailureKind kind, boolean retryable) {
    static Known of(Answer answer) {
      return new Known(
          Pattern.compile(answer.pattern(), Pattern.CASE_INSENSITIVE),
          answer.phases() == null
              ? List.of(Phase.values())
              : answer.phases().stream().map(each -> Open.read(Phase.class, each).value()).toList(),
          Open.read(FailureKind.class, answer.kind()).value(),
          answer.retryable());
    }

    Fault fault(String line) {
      return retryable ? Fault.passing(kind, line) : Fault.lasting(kind, line);
    }
  }
}
