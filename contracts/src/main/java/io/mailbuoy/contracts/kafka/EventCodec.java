package io.mailbuoy.contracts.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
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
    this.reader =
        Json.mapper().readerFor(type).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
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
      throw unreadable("the value is empty");
    }
    try {
      T event = reader.readValue(value);
      if (event == null) {
        throw unreadable("the value is the JSON word null");
      }
      return event;
    } catch (IOException e) {
      throw unreadable(reason(e));
    }
  }

  private UnreadableEventException unreadable(String reason) {
    return new UnreadableEventException("not a " + type.getSimpleName() + ": " + reason);
  }

  /// The parser's own messages quote the value, which may hold anything, so only reason and place
  /// are told.
  private static String reason(IOException e) {
    return switch (e) {
      case ValueInstantiationException refused
          when refused.getCause() instanceof IllegalArgumentException insisted ->
          insisted.getMessage() + place(refused);
      case MismatchedInputException mismatch ->
          field(mismatch)
              + " is not "
              + (mismatch.getTargetType() == null
                  ? "of its type"
                  : "one " + mismatch.getTargetType().getSimpleName())
              + place(mismatch);
      case JsonMappingException within
          when within.getCause() instanceof StreamReadException broken ->
          reason(broken);
      case JsonMappingException mapping -> field(mapping) + " cannot be read" + place(mapping);
      case JsonEOFException ended -> "the JSON ends too early" + place(ended);
      case JsonProcessingException json -> "the value is not JSON" + place(json);
      default -> "the value cannot be read";
    };
  }

  /// For example `the field 'phases[2].millis'`.
  private static String field(JsonMappingException e) {
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference reference : e.getPath()) {
      if (reference.getFieldName() == null) {
        path.append('[').append(reference.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(reference.getFieldName());
      }
    }
    return path.isEmpty() ? "the value" : "the field '" + path + "'";
  }

  private static String place(JsonProcessingException e) {
    var place = e.getLocation();
    return place == null
        ? ""
        : " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")";
  }
}
