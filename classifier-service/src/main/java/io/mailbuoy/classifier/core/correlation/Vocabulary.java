package io.mailbuoy.classifier.core.correlation;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.mailbuoy.classifier.core.correlation.reading.Cue;
import io.mailbuoy.classifier.core.correlation.reading.Meaning;
import io.mailbuoy.classifier.core.correlation.reading.Meaning.Role;
import io.mailbuoy.classifier.core.correlation.reading.Paragraph;
import io.mailbuoy.classifier.core.correlation.reading.TextReader;
import io.mailbuoy.contracts.event.Cause;
import io.mailbuoy.contracts.event.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The words by which an incident is understood, and what each is worth. It is data:
/// `vocabulary.json` beside this class.
public final class Vocabulary {
  /// The vocabulary that is shipped.
  public static final Vocabulary SHIPPED = shipped();

  private final File file;
  private final TextReader reader;
  private final Set<String> matters;

  record File(
      int version,
      Map<String, ServiceWords> services,
      Map<String, List<String>> labels,
      List<String> fill,
      Map<String, List<String>> methods,
      List<String> mailbox,
      List<String> suite,
      Map<String, SymptomWords> symptoms,
      Map<String, List<String>> cues,
      List<String> turns,
      List<String> nothing,
      Map<String, CauseWords> causes,
      @JsonProperty("slow-fits") List<String> slowFits,
      Map<String, ProtocolWords> protocols,
      Map<String, Double> weights,
      Map<String, Double> thresholds) {}

  /// How the feed calls a service.
  ///
  /// @param runBy whose it is
  /// @param feed names of the service itself
  /// @param suite names under which its faults are reported too
  /// @param neighbours names of services that suffer with it, and are no proof
  public record ServiceWords(
      @JsonProperty("run-by") String runBy,
      List<String> feed,
      List<String> suite,
      @Nullable List<String> neighbours) {
    /// None where the file names none.
    public List<String> neighbourNames() {
      return neighbours == null ? List.of() : neighbours;
    }
  }

  /// What else explains an alert of a protocol.
  ///
  /// @param fits symptoms that agree with it
  /// @param alone whether only these do, by whatever method
  record ProtocolWords(List<String> fits, boolean alone) {
    static final ProtocolWords NONE = new ProtocolWords(List.of(), false);
  }

  record SymptomWords(Role role, List<String> terms) {
    @JsonCreator
    static SymptomWords of(
        @JsonProperty("role") String role, @JsonProperty("terms") List<String> terms) {
      return new SymptomWords(Role.valueOf(role.toUpperCase(Locale.ROOT)), terms);
    }
  }

  /// What explains a cause.
  ///
  /// @param service where the provider reports it; null for the service that fails
  /// @param also another service under which it may be reported
  /// @param method what the incident must say of connection methods
  /// @param fits symptoms that agree with it
  /// @param near symptoms that go with it
  /// @param needs symptoms of which one must be told; empty where any other will do
  record CauseWords(
      @Nullable String service,
      @Nullable String also,
      Naming method,
      List<String> fits,
      List<String> near,
      List<String> needs) {
    CauseWords {
      fits = fits == null ? List.of() : fits;
      near = near == null ? List.of() : near;
      needs = needs == null ? List.of() : needs;
    }
  }

  /// What an incident must say of connection methods.
  enum Naming {
    /// It must name the one that fails, or all.
    @JsonProperty("names")
    NAMES,
    /// It is not bound to a method, but another one alone is another matter.
    @JsonProperty("may-name")
    MAY_NAME,
    /// What hits one method is not this.
    @JsonProperty("must-not-name")
    MUST_NOT_NAME
  }

  private Vocabulary(File file) {
    this.file = file;
    this.reader = new TextReader(labels(file), file.fill(), terms(file));
    this.matters =
        file.symptoms().entrySet().stream()
            .filter(symptom -> symptom.getValue().role() == Role.MATTER)
            .map(Map.Entry::getKey)
            .collect(Collectors.toUnmodifiableSet());
  }

  private static Map<Paragraph, List<String>> labels(File file) {
    Map<Paragraph, List<String>> labels = new EnumMap<>(Paragraph.class);
    for (Paragraph paragraph : Paragraph.values()) {
      labels.put(paragraph, file.labels().getOrDefault(paragraph.text(), List.of()));
    }
    return labels;
  }

  private static Map<Meaning, List<String>> terms(File file) {
    Map<Meaning, List<String>> terms = new LinkedHashMap<>();
    file.methods().forEach((name, words) -> terms.put(new Meaning.Method(name), Phrases.of(words)));
    file.symptoms()
        .forEach((name, words) ->
            terms.put(new Meaning.Symptom(name, words.role()), Phrases.of(words.terms())));
    for (Cue cue : Cue.values()) {
      terms.put(
          new Meaning.Said(cue), Phrases.of(Objects.requireNonNull(file.cues().get(cue.text()))));
    }
    terms.put(new Meaning.Mailbox(), Phrases.of(file.mailbox()));
    terms.put(new Meaning.Suite(), Phrases.of(file.suite()));
    terms.put(new Meaning.Turn(), Phrases.of(file.turns()));
    terms.put(new Meaning.Nothing(), Phrases.of(file.nothing()));
    return terms;
  }

  private static Vocabulary shipped() {
    try (InputStream in = Vocabulary.class.getResourceAsStream("vocabulary.json")) {
      return new Vocabulary(
          Json.mapper().readValue(Objects.requireNonNull(in, "vocabulary.json"), File.class));
    } catch (IOException e) {
      throw new UncheckedIOException("vocabulary.json cannot be read", e);
    }
  }

  /// Rises with every change of the words.
  public int version() {
    return file.version();
  }

  /// Reads texts by these words.
  public TextReader reader() {
    return reader;
  }

  /// The feed's names of a service; none where it is not one of the provider's.
  public Map<String, ServiceWords> services() {
    return file.services();
  }

  /// Whether the service is one of Microsoft's.
  public boolean microsoft(String service) {
    return file.services().containsKey(service);
  }

  /// What explains a cause; what is not listed is explained as an unknown one.
  CauseWords cause(Cause cause) {
    CauseWords words = file.causes().get(cause.text());
    return words == null ? Objects.requireNonNull(file.causes().get(Cause.UNKNOWN.text())) : words;
  }

  /// Symptoms that are a matter of their own, such as a migration.
  Set<String> matters() {
    return matters;
  }

  /// What else explains an alert of a protocol than what explains its cause.
  ProtocolWords protocol(String protocol) {
    return file.protocols().getOrDefault(protocol, ProtocolWords.NONE);
  }

  /// Symptoms that agree with an alert that is slow.
  List<String> slowFits() {
    return file.slowFits();
  }

  double weight(String name) {
    return Objects.requireNonNull(file.weights().get(name), name);
  }

  double threshold(String name) {
    return Objects.requireNonNull(file.thresholds().get(name), name);
  }
}
