package io.mailbuoy.classifier.core.correlation;

import io.mailbuoy.classifier.core.correlation.reading.Meaning.Method;
import io.mailbuoy.classifier.core.correlation.reading.Paragraph;
import io.mailbuoy.classifier.core.correlation.reading.Statement;
import io.mailbuoy.classifier.core.correlation.reading.Statement.Polarity;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// What the statements of an incident come to, taken together.
final class Account {
  private static final Set<Paragraph> FIRST = EnumSet.of(Paragraph.TITLE, Paragraph.USER_IMPACT);

  private final SortedSet<String> fails = new TreeSet<>();
  private final SortedSet<String> works = new TreeSet<>();
  private final SortedSet<String> waysAround = new TreeSet<>();
  private final SortedSet<String> failsFirst = new TreeSet<>();
  private final SortedSet<String> alone = new TreeSet<>();
  private final SortedSet<String> hinted = new TreeSet<>();
  private final SortedSet<String> symptoms = new TreeSet<>();
  private final SortedSet<String> reasons = new TreeSet<>();
  private boolean othersWork;

  /// What an incident says of one method.
  enum Standing {
    NAMED,
    ALL_NAMED,
    SEVERAL_NAMED,
    HINTED,
    NONE_NAMED,
    OTHERS_NAMED,
    WORKS,
    WORKAROUND
  }

  Account(List<Statement> statements) {
    for (Statement statement : statements) {
      boolean tells = statement.paragraph().tells();
      if (!statement.isMethod()) {
        symptom(statement, tells);
      } else if (tells || statement.only()) {
        method(statement);
      } else if (statement.fails()) {
        hinted.add(statement.name());
      }
    }
  }

  private void symptom(Statement statement, boolean tells) {
    if (statement.polarity() != Polarity.WORKS) {
      reasons.add(statement.name());
    }
    if (tells && statement.fails()) {
      symptoms.add(statement.name());
    }
  }

  private void method(Statement statement) {
    String name = statement.name();
    switch (statement.polarity()) {
      case FAILS -> fails.add(name);
      case WORKS -> works.add(name);
      case WORKAROUND -> waysAround.add(name);
      case MENTIONED -> {}
    }
    if (statement.fails() && FIRST.contains(statement.paragraph())) {
      failsFirst.add(name);
    }
    if (statement.only()) {
      alone.add(name);
    }
    othersWork |= name.equals(Method.OTHERS) && statement.polarity() == Polarity.WORKS;
  }

  /// What is said of a method.
  Standing of(String method) {
    boolean denied = works.contains(method);
    boolean wayAround = waysAround.contains(method);
    if (fails.contains(method) && (failsFirst.contains(method) || !(denied || wayAround))) {
      return Standing.NAMED;
    }
    if (denied) {
      return Standing.WORKS;
    }
    if (wayAround) {
      return Standing.WORKAROUND;
    }
    SortedSet<String> others = named();
    if (!alone.isEmpty() && !alone.contains(Method.ANY)) {
      return Standing.OTHERS_NAMED;
    }
    if (fails.contains(Method.ANY) && !othersWork) {
      return Standing.ALL_NAMED;
    }
    if (fails.contains(Method.OTHERS) && !others.isEmpty()) {
      return Standing.ALL_NAMED; // "and other connection methods"
    }
    if (!others.isEmpty()) {
      return Standing.OTHERS_NAMED;
    }
    if (fails.contains("several")) {
      return Standing.SEVERAL_NAMED;
    }
    if (hinted.contains(method)) {
      return Standing.HINTED;
    }
    return Standing.NONE_NAMED;
  }

  /// The methods that fail, by name.
  SortedSet<String> named() {
    SortedSet<String> named = new TreeSet<>(fails);
    named.removeAll(Set.of(Method.ANY, Method.OTHERS, "several", "mail-apps"));
    return named;
  }

  /// Whether it says that methods besides those it names work.
  boolean othersWork() {
    return othersWork;
  }

  /// What users cannot do or see.
  SortedSet<String> symptoms() {
    return symptoms;
  }

  /// Symptoms and reasons wherever they are told, under "Root cause" too.
  SortedSet<String> reasons() {
    return reasons;
  }
}
