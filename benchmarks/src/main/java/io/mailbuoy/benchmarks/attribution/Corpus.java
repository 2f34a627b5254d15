package io.mailbuoy.benchmarks.attribution;

import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Open;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/// Reads the corpus, `scenarios.yaml` beside this class. What is written there says what the words
/// mean; what is not written takes the defaults below.
final class Corpus {
  private static final Duration HOUR = Duration.ofHours(1);

  private Corpus() {}

  /// Every scenario, in every size.
  static List<Scenario> read() {
    try (InputStream in = Corpus.class.getResourceAsStream("scenarios.yaml")) {
      List<Scenario> scenarios = new ArrayList<>();
      for (Object row : list(new Yaml().load(Objects.requireNonNull(in, "scenarios.yaml")))) {
        Row scenario = new Row(map(row));
        List<Map<String, Object>> sizes = new ArrayList<>();
        sizes.add(Map.of());
        list(scenario.get("also", List.of())).forEach(size -> sizes.add(map(size)));
        for (int i = 0; i < sizes.size(); i++) {
          scenarios.add(scenario(scenario, sizes.get(i), sizes.size() == 1 ? "" : "/" + (i + 1)));
        }
      }
      return scenarios;
    } catch (IOException e) {
      throw new UncheckedIOException("scenarios.yaml cannot be read", e);
    }
  }

  private static Scenario scenario(Row row, Map<String, Object> size, String number) {
    String name = row.text("id") + number;
    try {
      Map<String, Object> watched = new LinkedHashMap<>(map(row.get("watch", Map.of())));
      watched.putAll(size);
      List<Scenario.Fault> faults =
          list(row.get("faults", List.of())).stream().map(f -> fault(new Row(map(f)))).toList();
      List<Scenario.Silence> silences =
          list(row.get("silences", List.of())).stream().map(s -> silence(new Row(map(s)))).toList();
      Duration end = HOUR;
      for (Scenario.Fault fault : faults) {
        end = end.compareTo(fault.ends()) > 0 ? end : fault.ends();
      }
      for (Scenario.Silence silence : silences) {
        end = end.compareTo(silence.ends()) > 0 ? end : silence.ends();
      }
      Scenario.Watch watch = watch(new Row(watched), end);
      return new Scenario(
          name,
          row.text("story"),
          watch,
          faults,
          silences,
          list(row.get("changes", List.of())).stream().map(c -> change(new Row(map(c)))).toList(),
          list(row.get("incidents", List.of())).stream()
              .map(i -> incident(new Row(map(i))))
              .toList(),
          expected(row, watch, faults));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("scenario " + name + ": " + e.getMessage(), e);
    }
  }

  private static Scenario.Watch watch(Row row, Duration end) {
    Duration every = duration(row.get("every", "60s"));
    Duration tail = every.multipliedBy(18).plusMinutes(25);
    return new Scenario.Watch(
        row.number("tenants", 1),
        row.number("mailboxes", 10),
        (String) row.get("service", "exchange-online"),
        (Boolean) row.get("token", true),
        every,
        words(row.get("from", "fra1")),
        words(row.get("controls", "owa token graph own")),
        duration(row.get("controls-every", every.toSeconds() + "s")),
        percent(row.get("noise", "0.5%")),
        row.has("retries") ? percent(row.get("retries", "")) : -1,
        numbers(map(row.get("extra", Map.of()))),
        row.has("lasts") ? duration(row.get("lasts", "")) : end.plus(tail));
  }

  private static Scenario.Fault fault(Row row) {
    String[] at = row.text("at").split("-", -1);
    List<FailureKind> kinds =
        words(row.get("kind", "auth-rejected")).stream()
            .map(word -> {
              FailureKind kind = Open.read(FailureKind.class, word).value();
              if (kind == FailureKind.UNKNOWN && !word.equals("unknown")) {
                throw new IllegalArgumentException("no kind of failure is called " + word);
              }
              return kind;
            })
            .toList();
    return new Scenario.Fault(
        duration(at[0]),
        duration(at[1]),
        Who.of(row.text("who")),
        kinds,
        duration(row.get("spread", "0s")),
        percent(row.get("rate", "100%")),
        (String) row.get("says", ""));
  }

  private static Scenario.Silence silence(Row row) {
    String[] at = row.text("at").split("-", -1);
    return new Scenario.Silence(duration(at[0]), duration(at[1]), Who.of(row.text("who")));
  }

  private static Scenario.Change change(Row row) {
    Duration at = duration(row.text("at"));
    return new Scenario.Change(
        at,
        row.has("told") ? duration(row.text("told")) : at,
        row.number("tenant", 1),
        row.has("who") ? Who.of(row.text("who")) : null,
        (String) row.get("summary", "new release"));
  }

  private static Scenario.Incident incident(Row row) {
    return new Scenario.Incident(
        duration(row.text("at")),
        duration(row.text("start")),
        row.text("title"),
        (String) row.get("service", "Exchange Online"),
        (String) row.get("status", "serviceDegradation"));
  }

  private static Map<Integer, List<Scenario.Expected>> expected(
      Row row, Scenario.Watch watch, List<Scenario.Fault> faults) {
    Map<Integer, List<Scenario.Expected>> expected = new TreeMap<>();
    Object said = row.get("expect", Map.of());
    for (Object alert : said instanceof List<?> many ? many : List.of(said)) {
      Row e = new Row(map(alert));
      if (e.has("cause")) {
        for (int tenant : tenants(e, watch)) {
          expected.computeIfAbsent(tenant, t -> new ArrayList<>()).add(alert(e, watch, faults));
        }
      }
    }
    return expected;
  }

  private static List<Integer> tenants(Row row, Scenario.Watch watch) {
    List<Integer> tenants = new ArrayList<>();
    if (row.has("tenant")) {
      words(String.valueOf(row.get("tenant", ""))).forEach(t -> tenants.add(Integer.valueOf(t)));
    } else {
      for (int tenant = 1; tenant <= watch.tenants(); tenant++) {
        tenants.add(tenant);
      }
    }
    return tenants;
  }

  private static Scenario.Expected alert(
      Row row, Scenario.Watch watch, List<Scenario.Fault> faults) {
    Duration begins =
        row.has("since")
            ? duration(row.text("since"))
            : faults.isEmpty() ? HOUR : faults.getFirst().begins();
    double rate = faults.isEmpty() ? 1 : faults.getFirst().rate();
    Object affected = row.get("affected", -1);
    int targets = affected instanceof Integer n ? n : watch.mailboxes();
    return new Scenario.Expected(
        List.of(row.text("cause").split("\\s*>\\s*", -1)),
        row.text("domain"),
        (String) row.get("pattern", null),
        targets,
        percent(row.get("share", "100%")),
        begins,
        row.has("within") ? duration(row.text("within")) : within(watch, targets, rate),
        row.has("locations") ? words(row.get("locations", "")) : null,
        (String) row.get("severity", null),
        (Boolean) row.get("acknowledged", null),
        (Boolean) row.get("resolved", true),
        (String) row.get("evidence", null),
        (String) row.get("advice", null));
  }

  /// How far the estimated onset may be from the true one: the time in which three failures come
  /// by, and at least two probes of each target.
  private static Duration within(Scenario.Watch watch, int targets, double rate) {
    double probes = 3 / rate / Math.max(1, targets < 0 ? watch.mailboxes() : targets);
    long seconds = (long) (watch.every().toSeconds() * Math.max(2.2, probes * 2));
    return Duration.ofSeconds(Math.max(120, seconds));
  }

  private static Map<String, Integer> numbers(Map<String, Object> map) {
    Map<String, Integer> numbers = new TreeMap<>();
    map.forEach((name, number) -> numbers.put(name, (Integer) number));
    return numbers;
  }

  static Duration duration(Object text) {
    String words = String.valueOf(text).strip();
    long number = Long.parseLong(words.substring(0, words.length() - 1));
    return switch (words.charAt(words.length() - 1)) {
      case 's' -> Duration.ofSeconds(number);
      case 'm' -> Duration.ofMinutes(number);
      case 'h' -> Duration.ofHours(number);
      default -> throw new IllegalArgumentException("no duration: " + text);
    };
  }

  private static double percent(Object text) {
    String words = String.valueOf(text).strip();
    if (!words.endsWith("%")) {
      throw new IllegalArgumentException("no percentage: " + text);
    }
    return Double.parseDouble(words.substring(0, words.length() - 1)) / 100;
  }

  private static List<String> words(Object text) {
    String words = String.valueOf(text).strip();
    return words.isEmpty() ? List.of() : List.of(words.split("\\s+", -1));
  }

  private static List<?> list(Object value) {
    return (List<?>) value;
  }

  @SuppressWarnings("unchecked") // YAML's maps have texts for keys
  private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  /// A map of the file.
  private record Row(Map<String, Object> values) {
    boolean has(String key) {
      return values.containsKey(key);
    }

    @SuppressWarnings("NullAway") // where the default is null, the caller takes null
    Object get(String key, @Nullable Object otherwise) {
      return values.getOrDefault(key, otherwise);
    }

    String text(String key) {
      Object value = values.get(key);
      if (value == null) {
        throw new IllegalArgumentException("'" + key + "' is missing in " + values);
      }
      return value.toString();
    }

    int number(String key, int otherwise) {
      return (Integer) get(key, otherwise);
    }
  }
}
