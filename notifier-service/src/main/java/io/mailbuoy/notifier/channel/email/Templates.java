package io.mailbuoy.notifier.channel.email;

import io.mailbuoy.notifier.channel.Message;
import io.mailbuoy.notifier.channel.Text;
import io.quarkus.qute.Engine;
import io.quarkus.qute.HtmlEscaper;
import io.quarkus.qute.Template;
import io.quarkus.qute.Variant;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// The two forms of a mail. They are Qute templates beside this class's package in the resources;
/// what comes from servers is escaped in the HTML form.
final class Templates {
  private static final int MOST_EVIDENCE = 100;
  private static final int MOST_ADVICE = 30;
  private static final int LONGEST_LINE = 1_000;

  private final Template text;
  private final Template html;

  Templates() {
    Engine engine =
        Engine.builder()
            .addDefaults()
            .strictRendering(true)
            .addResultMapper(new HtmlEscaper(List.of(Variant.TEXT_HTML)))
            .build();
    this.text = engine.parse(resource("alert.txt"), Variant.forContentType(Variant.TEXT_PLAIN));
    this.html = engine.parse(resource("alert.html"), Variant.forContentType(Variant.TEXT_HTML));
  }

  String text(Message message) {
    return text.render(data(message));
  }

  String html(Message message) {
    return html.render(data(message));
  }

  private static Map<String, Object> data(Message message) {
    return Map.of(
        "headline", message.headline(),
        "title", message.title(),
        "reason", message.reason(),
        "summary", message.summary(),
        "facts",
            message.facts().stream()
                .map(fact -> Map.of("label", fact.label(), "value", fact.value()))
                .toList(),
        "evidence", Text.shortened(message.evidence(), MOST_EVIDENCE, LONGEST_LINE),
        "advice", Text.shortened(message.advice(), MOST_ADVICE, LONGEST_LINE),
        "links",
            message.links().stream()
                .limit(MOST_ADVICE)
                .map(link -> Map.of("text", link.text(), "href", link.href()))
                .toList());
  }

  private static String resource(String name) {
    try (InputStream in = Templates.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the template " + name + " is missing from the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the template " + name + " cannot be read", e);
    }
  }
}
