package io.mailbuoy.contracts.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.kafka.common.header.Headers;

/// Header values are UTF-8 text.
final class CloudEventHeaders {
  private CloudEventHeaders() {}

  static void add(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(UTF_8));
  }

  static String text(byte[] value) {
    return new String(value, UTF_8);
  }
}
