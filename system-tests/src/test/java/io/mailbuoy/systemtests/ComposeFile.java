package io.mailbuoy.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/// `docker-compose.yml` of the repository, read as far as Mailbuoy uses Compose's format.
record ComposeFile(Map<String, Service> services) {

  /// One service of the file; each key as it stands there, with what it shares merged in.
  record Service(String name, Map<String, ?> keys) {
    String image() {
      return text("image");
    }

    /// Empty where the image's own is used.
    List<String> entrypoint() {
      return texts("entrypoint");
    }

    /// As a container gets it: a doubled dollar sign is Compose's way to write one.
    List<String> command() {
      return texts("command").stream().map(text -> text.replace("$$", "$")).toList();
    }

    Map<String, String> environment() {
      Map<String, String> environment = new LinkedHashMap<>();
      map("environment").forEach((name, value) -> environment.put(name, value.toString()));
      return environment;
    }

    /// Folder to options.
    Map<String, String> tmpfs() {
      Map<String, String> mounts = new LinkedHashMap<>();
      for (String mount : texts("tmpfs")) {
        int colon = mount.indexOf(':');
        mounts.put(
            colon < 0 ? mount : mount.substring(0, colon),
            colon < 0 ? "" : mount.substring(colon + 1));
      }
      return mounts;
    }

    boolean readOnly() {
      return Boolean.TRUE.equals(keys.get("read_only"));
    }

    List<String> capDrop() {
      return texts("cap_drop");
    }

    List<String> securityOpt() {
      return texts("security_opt");
    }

    /// In bytes; 0 where there is none.
    long memory() {
      if (keys.get("mem_limit") == null) {
        return 0;
      }
      String limit = text("mem_limit").toLowerCase(Locale.ROOT);
      long number = Long.parseLong(limit.substring(0, limit.length() - 1));
      return switch (limit.charAt(limit.length() - 1)) {
        case 'm' -> number << 20;
        case 'g' -> number << 30;
        default -> throw new IllegalArgumentException("mem_limit of " + name + ": " + limit);
      };
    }

    /// In billionths of a core; 0 where there is none.
    long nanoCpus() {
      Object cpus = keys.get("cpus");
      return cpus == null ? 0 : Math.round(Double.parseDouble(cpus.toString()) * 1e9);
    }

    /// The command that tells whether it is healthy; empty where the image's own is used.
    List<String> healthcheck() {
      Object check = map("healthcheck").get("test");
      return check == null ? List.of() : ((List<?>) check).stream().map(Object::toString).toList();
    }

    /// Service to the condition for which is waited.
    Map<String, String> dependsOn() {
      Map<String, String> conditions = new LinkedHashMap<>();
      map("depends_on")
          .forEach((service, how) ->
              conditions.put(
                  service, Objects.requireNonNull(((Map<?, ?>) how).get("condition")).toString()));
      return conditions;
    }

    private String text(String key) {
      return Objects.requireNonNull(keys.get(key), () -> key + " of " + name).toString();
    }

    private List<String> texts(String key) {
      Object values = keys.get(key);
      return values == null
          ? List.of()
          : ((List<?>) values).stream().map(Object::toString).toList();
    }

    private Map<String, ?> map(String key) {
      return asMap(keys.get(key));
    }
  }

  static ComposeFile read() {
    try {
      String text = Files.readString(MailbuoyProcess.root().resolve("docker-compose.yml"));
      Map<String, ?> root = asMap(new Yaml().load(text));
      Map<String, Service> services = new LinkedHashMap<>();
      asMap(root.get("services"))
          .forEach((name, keys) -> services.put(name, new Service(name, asMap(keys))));
      return new ComposeFile(services);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Service service(String name) {
    return Objects.requireNonNull(services.get(name), name);
  }

  private static Map<String, ?> asMap(@Nullable Object yaml) {
    Map<String, Object> map = new LinkedHashMap<>();
    if (yaml != null) {
      ((Map<?, ?>) yaml).forEach((key, value) -> map.put(key.toString(), value));
    }
    return map;
  }
}
