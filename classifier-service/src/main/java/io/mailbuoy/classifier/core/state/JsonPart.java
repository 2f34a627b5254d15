package io.mailbuoy.classifier.core.state;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.mailbuoy.contracts.event.ChangeEvent;
import io.mailbuoy.contracts.event.Json;
import io.mailbuoy.contracts.event.Target;
import java.io.IOException;
import java.io.UncheckedIOException;

/// A part that is one immutable value and is saved as JSON.
public final class JsonPart<T> extends Part {
  static final String TARGET = "target/";
  static final String INCIDENT = "incident/";
  static final String CHANGE = "change/";
  static final String FOREIGN = "foreign/";

  private final String name;
  private final T value;

  private JsonPart(String name, T value) {
    this.name = name;
    this.value = value;
  }

  static JsonPart<Target> of(Target target) {
    return new JsonPart<>(TARGET + target.id(), target);
  }

  static JsonPart<KnownIncident> of(KnownIncident incident) {
    return new JsonPart<>(INCIDENT + incident.id(), incident);
  }

  static JsonPart<ChangeEvent> of(ChangeEvent change) {
    return new JsonPart<>(
        CHANGE + change.at() + "/" + Integer.toHexString(change.hashCode()), change);
  }

  static JsonPart<ForeignFault> of(ForeignFault fault) {
    return new JsonPart<>(FOREIGN + fault.alertId(), fault);
  }

  static <T> JsonPart<T> load(String name, byte[] bytes, Class<T> type) {
    try {
      return new JsonPart<>(name, Json.mapper().readValue(bytes, type));
    } catch (IOException e) {
      throw new UncheckedIOException("the saved " + type.getSimpleName() + " cannot be read", e);
    }
  }

  public T value() {
    return value;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public byte[] save() {
    try {
      return Json.mapper().writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("a part of the state cannot be written", e);
    }
  }
}
