package io.mailbuoy.probe.logs;

import com.google.re2j.Pattern;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.probe.imap.ServerAnswers;
import io.mailbuoy.probe.wire.Fault;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Lines as the user describes them, by regular expressions with named groups: `user`, `time`,
/// `text` (the server's words), `outcome`, `phase` and `kind`. RE2 matches in time that grows with
/// the line's length alone, whatever the expression.
final class OwnFormat implements LineReader {
  private static final Set<String> WELL =
      Set.of("ok", "success", "successful", "succeeded", "accepted", "passed", "true");

  private final List<Pattern> failures;
  private final List<Pattern> successes;
  private final Meaning meaning;

  OwnFormat(List<String> failures, List<String> successes, ServerAnswers answers) {
    this.failures = failures.stream().map(Pattern::compile).toList();
    this.successes = successes.stream().map(Pattern::compile).toList();
    this.meaning = new Meaning(answers);
  }

  @Override
  public Finding read(String line) {
    for (Pattern pattern : failures) {
      Groups groups = Groups.find(pattern, line);
      if (groups.found()) {
        return groups.get("outcome").filter(OwnFormat::isWell).isPresent()
            ? new Finding.Worked(groups.get("user"), groups.get("time"))
            : failed(groups, line);
      }
    }
    for (Pattern pattern : successes) {
      Groups groups = Groups.find(pattern, line);
      if (groups.found()) {
        return new Finding.Worked(groups.get("user"), groups.get("time"));
      }
    }
    return new Finding.Nothing();
  }

  private static boolean isWell(String word) {
    return WELL.contains(word.toLowerCase(Locale.ROOT));
  }

  private Finding failed(Groups groups, String line) {
    Phase phase = groups.get("phase").map(OwnFormat::phase).orElse(Phase.UNKNOWN);
    Optional<FailureKind> named = groups.get("kind").map(OwnFormat::kind);
    if (named.filter(kind -> kind != FailureKind.UNKNOWN).isPresent()) {
      return new Finding.Failed(groups.get("user"), groups.get("time"), phase, named.get(), true);
    }
    String words = groups.get("text").orElse(line);
    // Words about a refused login mean that only in the phase of the login.
    Optional<Fault> said =
        phase == Phase.UNKNOWN ? meaning.of(Phase.AUTHENTICATE, words) : meaning.of(phase, words);
    Phase where =
        phase == Phase.UNKNOWN
                && said.filter(fault -> fault.kind() == FailureKind.AUTH_REJECTED).isPresent()
            ? Phase.AUTHENTICATE
            : phase;
    return new Finding.Failed(
        groups.get("user"),
        groups.get("time"),
        where,
        said.map(Fault::kind).orElse(FailureKind.UNKNOWN),
        said.map(Fault::retryable).orElse(true));
  }

  private static Phase phase(String word) {
    return Open.read(Phase.class, word.toLowerCase(Locale.ROOT)).value();
  }

  private static FailureKind kind(String word) {
    return Open.read(FailureKind.class, word.toLowerCase(Locale.ROOT)).value();
  }
}
