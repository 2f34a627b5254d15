package io.mailbuoy.contracts.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Reads an [Open] value of whatever vocabulary the property declares.
final class OpenDeserializer extends JsonDeserializer<Open<?>> implements ContextualDeserializer {
  private final Open.@Nullable Vocabulary<?> vocabulary;

  OpenDeserializer() {
    this(null);
  }

  private OpenDeserializer(Open.@Nullable Vocabulary<?> vocabulary) {
    this.vocabulary = vocabulary;
  }

  @Override
  public JsonDeserializer<?> createContextual(
      DeserializationContext context, @Nullable BeanProperty property) {
    JavaType type = context.getContextualType();
    return new OpenDeserializer(vocabulary(type.containedTypeOrUnknown(0).getRawClass()));
  }

  @Override
  public Open<?> deserialize(JsonParser parser, DeserializationContext context) throws IOException {
    if (!parser.hasToken(JsonToken.VALUE_STRING) || vocabulary == null) {
      return (Open<?>) context.handleUnexpectedToken(Open.class, parser);
    }
    return vocabulary.read(parser.getText());
  }

  @SuppressWarnings({
    "unchecked",
    "rawtypes"
  }) // Open<E> bounds E, so the property's type argument is one
  private static Open.Vocabulary<?> vocabulary(Class<?> type) {
    return Open.vocabulary((Class) type);
  }
}
