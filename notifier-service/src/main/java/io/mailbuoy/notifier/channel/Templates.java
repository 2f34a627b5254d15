package io.mailbuoy.notifier.channel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import io.mailbuoy.contracts.config.ChannelConfig;
import io.mailbuoy.contracts.event.Json;
import io.quarkus.qute.Engine;
import io.quarkus.qute.HtmlEscaper;
import io.quarkus.qute.JsonEscaper;
import io.quarkus.qute.Template;
import io.quarkus.qute.TemplateException;
import io.quarkus.qute.TemplateNode;
import io.quarkus.qute.Variant;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// The user's own forms of parts of a message: files with [Qute](https://quarkus.io/guides/qute)
/// templates that replace the channel's own form.
///
/// What comes from servers is escaped as the part's format needs. A template that fails while an
/// alert is told costs its form and never the alert: the channel's own form is sent.
public final class Templates {
  private static final Logger LOG = Logger.getLogger("io.mailbuoy.notifier");
  private static final int MOST_LINKS = 30;
  private static final int LONGEST_LINE = 1_000;
  private static final int LONGEST_REASON = 300;
  private static final Engine ENGINE =
      Engine.builder()
          .addDefaults()
          .strictRendering(true)
          .addResultMapper(new HtmlEscaper(List.of(Variant.TEXT_HTML)))
          .addResultMapper(new JsonEscaper())
          .build();

  private final Map<Part, Source> sources;
  private final Map<Part, String> complaints = new ConcurrentHashMap<>();

  private Templates(Map<Part, Source> sources) {
    this.sources = sources;
  }

  private record Source(Path file, Template template) {}

  /// What a template can give. The names are those of the keys.
  public enum Part {
    CARD(Form.OBJECT),
    SUMMARY(Form.TEXT),
    DETAILS(Form.OBJECT),
    SUBJECT(Form.TEXT),
    TEXT(Form.TEXT),
    HTML(Form.HTML),
    BODY(Form.JSON);

    private final Form form;

    Part(Form form) {
      this.form = form;
    }

    String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private enum Form {
    TEXT(Variant.TEXT_PLAIN),
    HTML(Variant.TEXT_HTML),
    JSON("application/json"),
    /// JSON that is an object.
    OBJECT("application/json");

    private final String mediaType;

    Form(String mediaType) {
      this.mediaType = mediaType;
    }
  }

  /// What became of a template.
  public sealed interface Rendered {
    /// There is none.
    record None() implements Rendered {}

    record Done(String text) implements Rendered {}

    /// @param reason with file and line
    record Faulty(String reason) implements Rendered {}
  }

  /// The templates of a channel.
  ///
  /// @throws IllegalArgumentException naming key, file and line, where one cannot be read as a
  ///   template
  public static Templates of(String path, ChannelConfig config) {
    Map<Part, Source> sources = new EnumMap<>(Part.class);
    for (Part part : Part.values()) {
      Path file = config.templates().given().get(part.key());
      if (file != null) {
        sources.put(part, new Source(file, read(path + ".templates." + part.key(), file, part)));
      }
    }
    return new Templates(sources);
  }

  private static Template read(String key, Path file, Part part) {
    try {
      return ENGINE.parse(
          Files.readString(file), Variant.forContentType(part.form.mediaType), file.toString());
    } catch (IOException e) {
      throw new IllegalArgumentException(key + ": " + file + ": cannot be read as UTF-8", e);
    } catch (TemplateException e) {
      throw new IllegalArgumentException(key + ": " + where(file, e) + reason(e), e);
    }
  }

  /// One of the forms that come with a channel, beside the class's package in the resources.
  ///
  /// @param html whether values are escaped for HTML
  public static Template builtIn(Class<?> near, String name, boolean html) {
    try (InputStream in = near.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the template " + name + " is missing from the jar");
      }
      return ENGINE.parse(
          new String(in.readAllBytes(), StandardCharsets.UTF_8),
          Variant.forContentType(html ? Variant.TEXT_HTML : Variant.TEXT_PLAIN));
    } catch (IOException e) {
      throw new UncheckedIOException("the template " + name + " cannot be read", e);
    }
  }

  /// What a template is given to work with: the alert as in the event's JSON, and the message that
  /// the channel's own form is made of.
  ///
  /// @param most so many lines of evidence and advice; a line that counts the others follows
  public static Map<String, Object> data(Notification notification, Message message, int most) {
    Map<String, Object> data = new HashMap<>();
    data.put("alert", alert(notification));
    data.put("action", notification.action().name().toLowerCase(Locale.ROOT));
    data.put("headline", message.headline());
    data.put("title", message.title());
    data.put("reason", message.reason());
    data.put("summary", message.summary());
    data.put(
        "facts",
        message.facts().stream()
            .map(fact -> Map.of("label", fact.label(), "value", fact.value()))
            .toList());
    data.put("evidence", Text.shortened(message.evidence(), most, LONGEST_LINE));
    data.put("advice", Text.shortened(message.advice(), most, LONGEST_LINE));
    data.put("runbook", message.runbook().map(Message.Link::href).orElse(""));
    data.put(
        "links",
        message.links().stream()
            .limit(MOST_LINKS)
            .map(link -> Map.of("text", link.text(), "href", link.href()))
            .toList());
    return data;
  }

  /// As in the event, with every field that may be absent, so that a template that asks for one
  /// does not fail in the alert that lacks it.
  private static Map<String, Object> alert(Notification notification) {
    Map<String, Object> fields =
        Json.mapper().convertValue(notification.alert(), new TypeReference<>() {});
    present(fields, "tenant", "resolvedAt");
    below(fields, "provider").forEach(each -> present(each, "acknowledgedAt", "lagMinutes"));
    below(fields, "incidents")
        .forEach(each -> present(each, "title", "status", "startDateTime", "firstSeenAt"));
    return fields;
  }

  private static void present(Map<String, Object> fields, String... names) {
    for (String name : names) {
      if (fields.get(name) == null) {
        fields.put(name, "");
      }
    }
  }

  @SuppressWarnings("unchecked") // the mapper makes objects into maps with names as keys
  private static List<Map<String, Object>> below(Map<String, Object> fields, String name) {
    return switch (fields.get(name)) {
      case Map<?, ?> one -> List.of((Map<String, Object>) one);
      case List<?> several -> (List<Map<String, Object>>) several;
      case null, default -> List.of();
    };
  }

  /// Whether there is a template for this part.
  public boolean has(Part part) {
    return sources.containsKey(part);
  }

  /// Renders a part and looks whether the result is of its format.
  public Rendered render(Part part, Map<String, Object> data) {
    Source source = sources.get(part);
    if (source == null) {
      return new Rendered.None();
    }
    try {
      String text = source.template().render(data);
      String fault = fault(part.form, text);
      return fault == null
          ? new Rendered.Done(text)
          : new Rendered.Faulty(source.file() + ": " + fault);
    } catch (TemplateException e) {
      return new Rendered.Faulty(where(source.file(), e) + reason(e));
    } catch (RuntimeException e) {
      // What a value does when it is asked, such as an entry of a list that is shorter.
      return new Rendered.Faulty(source.file() + ": " + reason(e));
    }
  }

  /// Renders a part for a message that must go out: a faulty template is logged when its fault
  /// changes, and counts as none.
  public Optional<String> tryRender(Part part, Map<String, Object> data) {
    return switch (render(part, data)) {
      case Rendered.None _ -> Optional.empty();
      case Rendered.Done done -> Optional.of(done.text());
      case Rendered.Faulty faulty -> {
        if (!faulty.reason().equals(complaints.put(part, faulty.reason()))) {
          LOG.warnf("a template fails, so the built-in form is sent; %s", faulty.reason());
        }
        yield Optional.empty();
      }
    };
  }

  /// All faults that the templates have with an example.
  public List<String> faults(Map<String, Object> data) {
    return sources.keySet().stream()
        .map(part -> render(part, data))
        .filter(Rendered.Faulty.class::isInstance)
        .map(rendered -> ((Rendered.Faulty) rendered).reason())
        .toList();
  }

  private static @Nullable String fault(Form form, String text) {
    return switch (form) {
      case TEXT, HTML -> text.isBlank() ? "what it renders is empty" : null;
      case JSON, OBJECT -> {
        try {
          JsonNode json = Json.mapper().readTree(text);
          yield form == Form.OBJECT && !json.isObject()
              ? "what it renders is not a JSON object"
              : json.isMissingNode() ? "what it renders is empty" : null;
        } catch (JsonProcessingException e) {
          yield "what it renders is not JSON, at its line " + e.getLocation().getLineNr();
        }
      }
    };
  }

  private static String where(Path file, TemplateException e) {
    TemplateNode.Origin origin = e.getOrigin();
    return file + ":" + (origin == null ? "" : origin.getLine() + ":") + " ";
  }

  /// The engine's own words without the place, which stands before them already.
  private static String reason(RuntimeException e) {
    Throwable said = e.getMessage() == null && e.getCause() != null ? e.getCause() : e;
    return Text.clip(
        Text.line(
            String.valueOf(said.getMessage())
                .replaceFirst(
                    "(?s)^(?:Parser|Rendering) error(?: in template \\[[^]]*])?[^:]*: ", "")
                .replaceFirst(" in the map with keys \\[[^]]*]", "")),
        LONGEST_REASON);
  }
}
