package io.mailbuoy.probe.token;

import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Json;
import io.mailbuoy.contracts.event.Open;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a refusal of the token endpoint means. The knowledge lies in `entra-errors.json`.
///
/// The OAuth `error` decides, as the provider asks for, and its own error numbers refine it. What
/// neither knows is decided by the HTTP status, and else stays `unknown`.
public final class EntraErrors {
  private static final String RESOURCE = "entra-errors.json";
  private static final int TOO_MANY = 429;
  private static final int SERVER_ERROR = 500;

  private final File file;

  private EntraErrors(File file) {
    this.file = file;
  }

  /// Reads the knowledge that comes with this version.
  public static EntraErrors load() {
    try (InputStream resource = EntraErrors.class.getResourceAsStream(RESOURCE)) {
      if (resource == null) {
        throw new IllegalStateException("the resource " + RESOURCE + " is missing");
      }
      return new EntraErrors(Json.mapper().readValue(resource, File.class));
    } catch (IOException e) {
      throw new UncheckedIOException("the resource " + RESOURCE + " cannot be read", e);
    }
  }

  /// @param error OAuth's word, for example `invalid_client`
  /// @param codes Entra's numbers, for example 7000222
  public FailureKind meaning(int status, String error, List<Integer> codes) {
    for (Integer code : codes) {
      @Nullable String refined = file.codes().get(code.toString());
      if (refined != null) {
        return Open.read(FailureKind.class, refined).value();
      }
    }
    @Nullable String decided = file.errors().get(error);
    if (decided != null) {
      return Open.read(FailureKind.class, decided).value();
    }
    if (status == TOO_MANY) {
      return FailureKind.THROTTLED;
    }
    return status >= SERVER_ERROR ? FailureKind.TOKEN_UNAVAILABLE : FailureKind.UNKNOWN;
  }

  /// The file as it is written.
  record File(String version, Map<String, String> errors, Map<String, String> codes) {}
}
