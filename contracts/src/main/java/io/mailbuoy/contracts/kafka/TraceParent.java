package io.mailbuoy.contracts.kafka;

import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/// A W3C trace context, which follows one failing probe to the page that it causes.
///
/// @param text the header's value, as in <https://www.w3.org/TR/trace-context/#traceparent-header>
public record TraceParent(String text) {
  /// The header's name.
  public static final String HEADER = "traceparent";

  private static final Pattern FORM =
      Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");
  private static final HexFormat HEX = HexFormat.of();

  /// @throws IllegalArgumentException where the text is not a trace context of version 00
  public TraceParent {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("not a traceparent");
    }
  }

  /// The first span of a new trace.
  public static TraceParent start() {
    return new TraceParent("00-" + hex(16) + "-" + hex(8) + "-01");
  }

  /// The trace context of a record, or a new trace where it has none that can be read.
  public static TraceParent of(Headers headers) {
    @Nullable String text = Topic.headerText(headers, HEADER);
    return text != null && FORM.matcher(text).matches() ? new TraceParent(text) : start();
  }

  /// A new span in the same trace.
  public TraceParent child() {
    return new TraceParent(text.substring(0, 36) + hex(8) + text.substring(52));
  }

  private static String hex(int bytes) {
    byte[] value = new byte[bytes];
    Random random = ThreadLocalRandom.current();
    do {
      random.nextBytes(value);
    } while (allZero(value)); // an id of zeros means "invalid"
    return HEX.formatHex(value);
  }

  private static boolean allZero(byte[] value) {
    for (byte b : value) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }
}
