package io.mailbuoy.contracts.event;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Which alerts a route or a silence is about. Every field must fit; without fields it is about
/// all.
///
/// A field fits when one of its words does: `critical`, `EX12*` with `*` for any text, `>=3` for
/// numbers and times. A word with `!` before it is one that nothing in the field may fit; of a
/// list, such as `impact.locations`, that is: none of its entries. A field that no alert has fits
/// nothing, so that a misspelt silence hides nothing.
public final class AlertMatch {
  private final Map<String, List<String>> written;
  private final List<Condition> conditions;

  private AlertMatch(Map<String, List<String>> written, List<Condition> conditions) {
    this.written = written;
    this.conditions = conditions;
  }

  /// @param fields name of a field to the words that fit
  public static AlertMatch of(Map<String, List<String>> fields) {
    return new AlertMatch(
        Map.copyOf(fields),
        fields.entrySet().stream()
            .map(field -> Condition.of(field.getKey(), field.getValue()))
            .toList());
  }

  public boolean fits(Alert alert) {
    return conditions.stream().allMatch(condition -> condition.fits(alert));
  }

  /// As it was written, for people: `severity: critical, verdict.cause: !throttled`.
  public String words() {
    return written.isEmpty()
        ? "every alert"
        : written.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(field -> field.getKey() + ": " + String.join(" or ", field.getValue()))
            .collect(Collectors.joining(", "));
  }

  /// Why a word fits nothing in a field, or empty where it may fit.
  ///
  /// @param field one of [AlertFields]
  public static Optional<String> fault(String field, String word) {
    AlertFields.Field known = AlertFields.all().get(field);
    if (known == null) {
      return Optional.of("is about a field that no alert has");
    }
    String plain = word.startsWith("!") ? word.substring(1).strip() : word;
    return switch (known.form()) {
      case TEXT -> Optional.empty();
      case WORD ->
          plain.contains("*") || known.words().contains(plain)
              ? Optional.empty()
              : Optional.of("is none of " + String.join(", ", known.words()));
      case NUMBER ->
          Comparison.of(plain).number().isPresent()
              ? Optional.empty()
              : Optional.of("is not a number; write 3, >=3 or <0.5");
      case TIME ->
          Comparison.of(plain).time().isPresent()
              ? Optional.empty()
              : Optional.of("is not a time; write >=2026-01-02T00:00:00Z");
    };
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AlertMatch match && match.written.equals(written);
  }

  @Override
  public int hashCode() {
    return written.hashCode();
  }

  @Override
  public String toString() {
    return words();
  }

  /// What one field must have.
  private record Condition(Optional<AlertFields.Field> field, List<Word> some, List<Word> none) {
    static Condition of(String field, List<String> words) {
      AlertFields.Field known = AlertFields.all().get(field);
      AlertFields.Form form = known == null ? AlertFields.Form.TEXT : known.form();
      return new Condition(
          Optional.ofNullable(known),
          words.stream().filter(word -> !word.startsWith("!")).map(w -> Word.of(form, w)).toList(),
          words.stream()
              .filter(word -> word.startsWith("!"))
              .map(word -> Word.of(form, word.substring(1).strip()))
              .toList());
    }

    boolean fits(Alert alert) {
      if (field.isEmpty()) {
        return false;
      }
      List<Object> values = field.get().values().apply(alert).toList();
      return (some.isEmpty() || values.stream().anyMatch(value -> anyFits(some, value)))
          && values.stream().noneMatch(value -> anyFits(none, value));
    }

    private static boolean anyFits(List<Word> words, Object value) {
      return words.stream().anyMatch(word -> word.fits(value));
    }
  }

  private sealed interface Word {
    boolean fits(Object value);

    static Word of(AlertFields.Form form, String text) {
      return switch (form) {
        case WORD, TEXT -> new Text(Text.pattern(text));
        case NUMBER, TIME -> Comparison.of(text);
      };
    }
  }

  /// The whole text, with `*` for any part of it.
  private record Text(Pattern pattern) implements Word {
    static Pattern pattern(String text) {
      return Pattern.compile(
          Arrays.stream(text.split("\\*", -1))
              .map(Pattern::quote)
              .collect(Collectors.joining(".*")),
          Pattern.DOTALL);
    }

    @Override
    public boolean fits(Object value) {
      return pattern.matcher(value.toString()).matches();
    }
  }

  /// `3`, `>=3`, `<0.5`, `>=2026-01-02T00:00:00Z`.
  private record Comparison(String sign, Optional<Double> number, Optional<Instant> time)
      implements Word {
    private static final Pattern FORM = Pattern.compile("(>=|<=|>|<|)\\s*(\\S+)");

    static Comparison of(String text) {
      Matcher form = FORM.matcher(text.strip());
      return form.matches()
          ? new Comparison(form.group(1), number(form.group(2)), time(form.group(2)))
          : new Comparison("", Optional.empty(), Optional.empty());
    }

    private static Optional<Double> number(String text) {
      try {
        return Optional.of(Double.valueOf(text)).filter(Double::isFinite);
      } catch (NumberFormatException e) {
        return Optional.empty();
      }
    }

    private static Optional<Instant> time(String text) {
      try {
        return Optional.of(Instant.parse(text));
      } catch (DateTimeException e) {
        return Optional.empty();
      }
    }

    @Override
    public boolean fits(Object value) {
      return switch (value) {
        case Double is -> number.filter(than -> holds(is.compareTo(than))).isPresent();
        case Instant is -> time.filter(than -> holds(is.compareTo(than))).isPresent();
        default -> false;
      };
    }

    private boolean holds(int order) {
      IntPredicate wanted =
          switch (sign) {
            case ">=" -> each -> each >= 0;
            case "<=" -> each -> each <= 0;
            case ">" -> each -> each > 0;
            case "<" -> each -> each < 0;
            default -> each -> each == 0;
          };
      return wanted.test(order);
    }
  }
}
