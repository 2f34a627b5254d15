package io.mailbuoy.classifier.core.correlation;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.mailbuoy.contracts.event.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The words by which an incident is understood, and what each is worth. It is data:
/// `vocabulary.json` beside this class.
public final class Vocabulary {
  /// The vocabulary that is shipped.
  public static final Vocabulary SHIPPED = shipped();

  private final File file;
  private final Map<String, Pattern> methods = new TreeMap<>();
  private final Map<String, Pattern> excluded = new TreeMap<>();
  private final Map<String, Pattern> symptoms = new TreeMap<>();
  private final Pattern anyMethod;
  private final Pattern othersFine;
  private final Pattern neutral;

  record File(
      Map<String, ServiceWords> services,
      Map<String, List<String>> methods,
      @JsonProperty("any-method") List<String> anyMethod,
      @JsonProperty("other-methods-fine") List<String> othersFine,
      List<String> only,
      List<String> excluded,
      List<String> neutral,
      Map<String, List<String>> symptoms,
      Map<String, Double> weights,
      Map<String, Double> thresholds) {}

  /// How the feed calls a service.
  ///
  /// @param runBy whose it is
  /// @param feed names of the service itself
  /// @param suite names under which its faults are reported too
  public record ServiceWords(
      @JsonProperty("run-by") String runBy, List<String> feed, List<String> suite) {}

  private Vocabulary(File file) {
    this.file = file;
    file.methods()
        .forEach((method, words) -> {
          String any = words(words);
          methods.put(method, Pattern.compile(any));
          excluded.put(
              method,
              Pattern.compile(
                  String.join(
                      "|",
                      file.excluded().stream()
                          .map(form -> form.replace("{method}", any))
                          .toList())));
        });
    file.symptoms()
        .forEach(
            (symptom, forms) -> symptoms.put(symptom, Pattern.compile(String.join("|", forms))));
    anyMethod = Pattern.compile(String.join("|", file.anyMethod()));
    othersFine = Pattern.compile(String.join("|", file.othersFine()));
    neutral = Pattern.compile(String.join("|", file.neutral()));
  }

  private static String words(Collection<String> words) {
    return "(?:\\b(?:" + String.join("|", words.stream().map(Pattern::quote).toList()) + ")\\b)";
  }

  private static Vocabulary shipped() {
    try (InputStream in = Vocabulary.class.getResourceAsStream("vocabulary.json")) {
      return new Vocabulary(
          Json.mapper().readValue(Objects.requireNonNull(in, "vocabulary.json"), File.class));
    } catch (IOException e) {
      throw new UncheckedIOException("vocabulary.json cannot be read", e);
    }
  }

  /// The feed's names of a service; none where it is not one of the provider's.
  public Map<String, ServiceWords> services() {
    return file.services();
  }

  /// Whether the service is one of Microsoft's.
  public boolean microsoft(String service) {
    return file.services().containsKey(service);
  }

  Map<String, Pattern> methods() {
    return methods;
  }

  Map<String, Pattern> excluded() {
    return excluded;
  }

  Map<String, Pattern> symptoms() {
    return symptoms;
  }

  Pattern anyMethod() {
    return anyMethod;
  }

  Pattern othersFine() {
    return othersFine;
  }

  /// Phrases that name a method without saying that it fails.
  Pattern neutral() {
    return neutral;
  }

  double weight(String name) {
    return Objects.requireNonNull(file.weights().get(name), name);
  }

  double threshold(String name) {
    return Objects.requireNonNull(file.thresholds().get(name), name);
  }
}
