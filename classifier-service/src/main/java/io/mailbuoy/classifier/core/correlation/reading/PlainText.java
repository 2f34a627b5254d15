package io.mailbuoy.classifier.core.correlation.reading;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import org.apache.lucene.analysis.charfilter.HTMLStripCharFilter;
import org.apache.lucene.analysis.charfilter.MappingCharFilter;
import org.apache.lucene.analysis.charfilter.NormalizeCharMap;

/// Frees a text of its form: markup and entities, hard and zero-width spaces, curly quotes, and
/// what becomes of those where UTF-8 was read as Windows-1252 or as ISO 8859-1.
final class PlainText {
  private static final NormalizeCharMap FORMS = forms();

  private PlainText() {}

  private static NormalizeCharMap forms() {
    Map<String, String> forms =
        Map.ofEntries(
            Map.entry("\u2019", "'"),
            Map.entry("\u2018", "'"),
            Map.entry("\u02bc", "'"),
            Map.entry("\u00b4", "'"),
            Map.entry("\ufffd", "'"),
            Map.entry("\u201c", "\""),
            Map.entry("\u201d", "\""),
            Map.entry("\u2013", " - "),
            Map.entry("\u2014", " - "),
            Map.entry("\u2010", "-"),
            Map.entry("\u2011", "-"),
            Map.entry("\u00a0", " "),
            Map.entry("\u202f", " "),
            Map.entry("\u00c2\u00a0", " "),
            Map.entry("\u200b", ""),
            Map.entry("\u200e", ""),
            Map.entry("\ufeff", ""),
            Map.entry("\u00ad", ""),
            Map.entry("\u00e2\u20ac\u2122", "'"),
            Map.entry("\u00e2\u20ac\u02dc", "'"),
            Map.entry("\u00e2\u20ac\u0153", "\""),
            Map.entry("\u00e2\u20ac\u009d", "\""),
            Map.entry("\u00e2\u20ac\u201c", " - "),
            Map.entry("\u00e2\u20ac\u201d", " - "),
            Map.entry("\u00e2\u0080\u0099", "'"),
            Map.entry("\u00e2\u0080\u0098", "'"),
            Map.entry("\u00e2\u0080\u0093", " - "));
    NormalizeCharMap.Builder builder = new NormalizeCharMap.Builder();
    forms.forEach(builder::add);
    return builder.build();
  }

  /// The text as a person reads it; a block of markup begins a line.
  static String of(String received) {
    String text = stripped(received);
    if (text.indexOf('&') >= 0 || text.indexOf('<') >= 0) {
      text = stripped(text); // some feeds escape twice
    }
    return read(new MappingCharFilter(FORMS, new StringReader(text)));
  }

  private static String stripped(String text) {
    return read(new HTMLStripCharFilter(new StringReader(text)));
  }

  private static String read(Reader from) {
    StringWriter to = new StringWriter();
    try (from) {
      from.transferTo(to);
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory failed", e);
    }
    return to.toString();
  }
}
