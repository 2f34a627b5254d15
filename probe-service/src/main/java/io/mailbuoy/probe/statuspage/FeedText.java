package io.mailbuoy.probe.statuspage;

import java.io.StringReader;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// Reads a feed's text: [RSS 2.0](https://www.rssboard.org/rss-specification) or
/// [Atom](https://www.rfc-editor.org/rfc/rfc4287). It comes from outside, so a document type, with
/// which a text could name files and other servers or grow without end, is refused, and everything
/// is bounded.
final class FeedText {
  private static final int MOST_CHARACTERS = 2_000_000;
  private static final int MOST_ITEMS = 500;
  private static final int LONGEST_FIELD = 20_000;

  private FeedText() {}

  /// What a text is.
  sealed interface Content {
    record Items(List<FeedItem> items) implements Content {}

    /// @param why for a person
    record NoFeed(String why) implements Content {}
  }

  static Content read(String text) {
    if (text.isBlank()) {
      return new Content.NoFeed("an empty body");
    }
    if (text.length() > MOST_CHARACTERS) {
      return new Content.NoFeed("more than " + MOST_CHARACTERS + " characters");
    }
    try {
      XMLStreamReader xml = factory().createXMLStreamReader(new StringReader(text.strip()));
      try {
        return feed(xml);
      } finally {
        xml.close();
      }
    } catch (XMLStreamException | RuntimeException e) { // parsers throw both
      return new Content.NoFeed("no well-formed XML");
    }
  }

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, false);
    factory.setXMLResolver((publicId, systemId, base, namespace) -> {
      throw new XMLStreamException("nothing is fetched for a feed");
    });
    return factory;
  }

  private static Content feed(XMLStreamReader xml) throws XMLStreamException {
    List<FeedItem> items = new ArrayList<>();
    boolean known = false;
    while (xml.hasNext()) {
      int event = xml.next();
      if (event == XMLStreamConstants.DTD) {
        return new Content.NoFeed("a document type, which a feed does not need");
      }
      if (event == XMLStreamConstants.START_ELEMENT) {
        String name = xml.getLocalName();
        if (!known) {
          if (!List.of("rss", "feed", "RDF").contains(name)) {
            return new Content.NoFeed("<" + cut(name, 40) + "> and no feed");
          }
          known = true;
        } else if (name.equals("item") || name.equals("entry")) {
          items.add(item(xml));
          if (items.size() > MOST_ITEMS) {
            return new Content.NoFeed("more than " + MOST_ITEMS + " items");
          }
        }
      }
    }
    return new Content.Items(items);
  }

  private static FeedItem item(XMLStreamReader xml) throws XMLStreamException {
    Map<String, String> fields = new HashMap<>();
    List<String> categories = new ArrayList<>();
    while (xml.hasNext()) {
      int event = xml.next();
      if (event == XMLStreamConstants.END_ELEMENT) {
        break;
      }
      if (event == XMLStreamConstants.START_ELEMENT) {
        String name = xml.getLocalName().toLowerCase(Locale.ROOT);
        String term = attribute(xml, "term");
        String link = attribute(xml, "href");
        String text = text(xml);
        if (name.equals("category")) {
          categories.add(text.isEmpty() ? term : text);
        } else {
          fields.putIfAbsent(name, name.equals("link") && text.isEmpty() ? link : text);
        }
      }
    }
    String content = fields.getOrDefault("encoded", fields.getOrDefault("content", ""));
    return new FeedItem(
        fields.getOrDefault("title", ""),
        fields.getOrDefault("description", fields.getOrDefault("summary", content)),
        fields.getOrDefault("link", ""),
        categories,
        Optional.ofNullable(fields.get("status")).filter(word -> !word.isEmpty()),
        time(fields));
  }

  private static String attribute(XMLStreamReader xml, String name) {
    String value = xml.getAttributeValue(null, name);
    return value == null ? "" : value.strip();
  }

  /// The text of an element with everything in it; Atom may hold markup as elements.
  private static String text(XMLStreamReader xml) throws XMLStreamException {
    StringBuilder text = new StringBuilder();
    int depth = 1;
    while (depth > 0 && xml.hasNext()) {
      switch (xml.next()) {
        case XMLStreamConstants.START_ELEMENT -> depth++;
        case XMLStreamConstants.END_ELEMENT -> depth--;
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
          if (text.length() < LONGEST_FIELD) {
            text.append(xml.getText());
          }
        }
        default -> {} // comments and the like
      }
    }
    return cut(text.toString().strip(), LONGEST_FIELD);
  }

  private static String cut(String text, int longest) {
    return text.length() <= longest ? text : text.substring(0, longest);
  }

  private static Optional<Instant> time(Map<String, String> fields) {
    for (String name : List.of("updated", "pubdate", "date", "published")) {
      String text = fields.getOrDefault(name, "");
      if (!text.isEmpty()) {
        Optional<Instant> at = time(text);
        if (at.isPresent()) {
          return at;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      try {
        return Optional.of(
            ZonedDateTime.parse(
                    text.replaceFirst(" (Z|UT|UTC)$", " GMT"),
                    DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT))
                .toInstant());
      } catch (DateTimeException other) {
        return Optional.empty();
      }
    }
  }
}
