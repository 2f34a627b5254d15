package io.mailbuoy.contracts.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.mailbuoy.contracts.event.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/// Writes events of one type as JSON and reads them back.
public final class EventCodec<T> {
  private final Class<T> type;
  private final ObjectReader reader;
  private final ObjectWriter writer;

  EventCodec(Class<T> type) {
    this.type = type;
    this.reader = Json.mapper().readerFor(type);
    this.writer = Json.mapper().writerFor(type);
  }

  public byte[] write(T event) {
    try {
      return writer.writeValueAsBytes(event);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("cannot write a " + type.getSimpleName(), e);
    }
  }

  /// @throws UnreadableEventException where the bytes are not an event of this type
  public T read(byte @Nullable [] value) {
    if (value == null || value.length == 0) {
      throw new UnreadableEventException(
          "not a " + type.getSimpleName() + ": the value is empty", new IOException("empty value"));
    }
    try {
      T event = reader.readValue(value);
      if (event == null) {
        throw new IOException("the value is the JSON word null");
      }
      return event;
    } catch (IOException e) {
      throw new UnreadableEventException(
          "not a " + type.getSimpleName() + ": " + withoutValue(e), e);
    }
  }

  /// Jackson's own message quotes the source, which may hold anything, so only its reason and place
  /// are kept.
  private static String withoutValue(IOException e) {
    if (e instanceof JsonProcessingException json) {
      String reason = json.getOriginalMessage();
      String firstLine = reason == null ? "" : reason.lines().findFirst().orElse("");
      int quoted = firstLine.indexOf("problem: ");
      String text = quoted >= 0 ? firstLine.substring(quoted + "problem: ".length()) : firstLine;
      var place = json.getLocation();
      return place == null
          ? text
          : text + " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")";
    }
    return String.valueOf(e.getMessage());
  }
}
