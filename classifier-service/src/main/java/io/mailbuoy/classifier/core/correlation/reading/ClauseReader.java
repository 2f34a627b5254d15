package io.mailbuoy.classifier.core.correlation.reading;

import io.mailbuoy.classifier.core.correlation.reading.Meaning.Role;
import io.mailbuoy.classifier.core.correlation.reading.Statement.Polarity;
import io.mailbuoy.classifier.core.correlation.reading.Statement.Subject;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads what a clause says about each method and symptom in it. What stands before a word decides,
/// and where nothing does, what comes after it.
final class ClauseReader {
  private final Paragraph paragraph;
  private final List<Word> words;
  private final Set<Role> roles = EnumSet.noneOf(Role.class);
  private boolean mailbox;
  private boolean suite;
  private boolean method;

  private ClauseReader(Paragraph paragraph, List<Word> resolved) {
    this.paragraph = paragraph;
    this.words = resolved;
    for (Word word : words) {
      switch (word.meaning()) {
        case Meaning.Symptom(String name, Role role) -> roles.add(role);
        case Meaning.Mailbox() -> mailbox = true;
        case Meaning.Suite() -> suite = true;
        case null -> {}
        case Meaning.Method(String name) -> method = true;
        case Meaning.Said(Cue cue) -> {}
        case Meaning.Turn() -> {}
        case Meaning.Nothing() -> {}
      }
    }
  }

  static List<Statement> statements(Paragraph paragraph, List<Word> resolved) {
    return new ClauseReader(paragraph, resolved).read();
  }

  private List<Statement> read() {
    List<Statement> statements = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      switch (words.get(i).meaning()) {
        case Meaning.Method(String name) -> method(i, name, statements);
        case Meaning.Symptom(String name, Role role) -> {
          if (counts(role)) {
            Said said = said(i);
            statements.add(new Statement(paragraph, Subject.SYMPTOM, name, said.polarity(), false));
          }
        }
        case null -> {}
        case Meaning.Mailbox() -> {}
        case Meaning.Suite() -> {}
        case Meaning.Said(Cue cue) -> {}
        case Meaning.Turn() -> {}
        case Meaning.Nothing() -> {}
      }
    }
    return statements;
  }

  private void method(int at, String name, List<Statement> statements) {
    boolean beside = roles.contains(Role.MATTER) || (roles.contains(Role.OFFICE) && !getsIn());
    Said said = beside ? new Said(Polarity.MENTIONED, false, false) : said(at);
    statements.add(new Statement(paragraph, Subject.METHOD, name, said.polarity(), said.only()));
    if (said.andMore()) {
      statements.add(
          new Statement(paragraph, Subject.METHOD, Meaning.Method.OTHERS, Polarity.FAILS, false));
    }
  }

  /// Whether the clause is about getting into a mailbox, whoever else it names.
  private boolean getsIn() {
    return (roles.contains(Role.ACCESS) && (mailbox || method))
        || (roles.contains(Role.REACH) && mailbox);
  }

  /// Whether a symptom is what the clause is about.
  private boolean counts(Role role) {
    boolean taken = roles.contains(Role.MATTER) || (roles.contains(Role.OFFICE) && !getsIn());
    boolean elsewhere = roles.contains(Role.ELSEWHERE) && !mailbox && !suite;
    boolean thing = roles.contains(Role.THING);
    return switch (role) {
      case ACCESS -> !taken && !elsewhere;
      case REACH -> !taken && !elsewhere && (!thing || mailbox);
      case MANNER -> !taken && !elsewhere && (!thing || getsIn());
      case THING -> !roles.contains(Role.MATTER);
      case ELSEWHERE, OFFICE, MATTER, REASON -> true;
    };
  }

  /// What is said of a word.
  ///
  /// @param only whether it alone fails
  /// @param andMore whether others fail too
  private record Said(Polarity polarity, boolean only, boolean andMore) {}

  private Said said(int at) {
    boolean all = words.get(at).meaning() instanceof Meaning.Method(String name) && isGroup(name);
    Cue left = before(at, all);
    if (left == Cue.EXCEPT) {
      Cue main = before(at, true);
      return turned(main == null ? after(at) : main);
    }
    if (left == Cue.INSTEAD_OF) {
      boolean replaced = before(at, true) == Cue.WORKAROUND;
      return new Said(replaced ? Polarity.FAILS : Polarity.MENTIONED, false, false);
    }
    Cue cue = left == null ? after(at) : left;
    return switch (cue) {
      case null -> new Said(unsaid(), false, false);
      case FAILS -> new Said(Polarity.FAILS, onlyFollows(at), false);
      case WORKS_AGAIN -> new Said(Polarity.FAILS, false, false);
      case ONLY -> new Said(Polarity.FAILS, true, false);
      case NOT_ONLY -> new Said(Polarity.FAILS, false, true);
      case WORKS -> new Said(Polarity.WORKS, false, false);
      case WORKAROUND -> new Said(Polarity.WORKAROUND, false, false);
      case RETRACTED, EXCEPT, INSTEAD_OF, NOT -> new Said(Polarity.MENTIONED, false, false);
    };
  }

  /// Whether it is what exceptions are made from, and none itself.
  private static boolean isGroup(String method) {
    return method.equals(Meaning.Method.ANY) || method.equals(Meaning.Method.OTHERS);
  }

  private Polarity unsaid() {
    return paragraph.failsUnsaid() || roles.contains(Role.MANNER)
        ? Polarity.FAILS
        : Polarity.MENTIONED;
  }

  /// What holds for all but this; unsaid, all is the fault.
  private static Said turned(@Nullable Cue main) {
    return switch (main) {
      case WORKS, WORKS_AGAIN -> new Said(Polarity.FAILS, true, false);
      case WORKAROUND -> new Said(Polarity.FAILS, false, false);
      case FAILS, ONLY, NOT_ONLY -> new Said(Polarity.WORKS, false, false);
      case null -> new Said(Polarity.WORKS, false, false);
      case RETRACTED, EXCEPT, INSTEAD_OF, NOT -> new Said(Polarity.MENTIONED, false, false);
    };
  }

  private @Nullable Cue before(int at, boolean main) {
    for (int i = at - 1; i >= 0; i--) {
      Cue cue = words.get(i).cue();
      if (cue != null && (!main || words.get(i).predicates())) {
        return cue;
      }
    }
    return null;
  }

  private @Nullable Cue after(int at) {
    for (int i = at + 1; i < words.size(); i++) {
      if (words.get(i).predicates()) {
        return words.get(i).cue();
      }
    }
    return null;
  }

  /// "affects IMAP4 only".
  private boolean onlyFollows(int at) {
    return words.get(at).isMethod()
        && at + 1 < words.size()
        && words.get(at + 1).cue() == Cue.ONLY
        && words.subList(at + 2, words.size()).stream().noneMatch(Word::isMethod);
  }
}
