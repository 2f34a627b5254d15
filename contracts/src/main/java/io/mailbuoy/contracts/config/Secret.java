package io.mailbuoy.contracts.config;

import java.util.Objects;
import org.eclipse.microprofile.config.spi.Converter;
import org.jspecify.annotations.Nullable;

/// A value that must never be printed: a password, a key, a webhook's address. It prints as `***`.
public final class Secret {
  private final String value;

  public Secret(String value) {
    this.value = Objects.requireNonNull(value);
  }

  /// The value itself. Whoever calls this must hand it to nothing but the party it authenticates
  /// to.
  public String reveal() {
    return value;
  }

  /// A copy of a text in which the secret is blotted out, for messages that others have written.
  public String redact(String text) {
    return value.isEmpty() ? text : text.replace(value, toString());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && secret.value.equals(value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return "***";
  }

  /// Reads a secret from the configuration.
  public static final class FromText implements Converter<Secret> {
    private static final long serialVersionUID = 1;

    /// The framework asks for the empty text where the key is missing, and takes null for "none".
    @Override
    public @Nullable Secret convert(String value) {
      return value.isEmpty() ? null : new Secret(value);
    }
  }
}
