package io.mailbuoy.probe.targets;

import io.mailbuoy.contracts.config.ConfigFile;
import io.mailbuoy.contracts.config.TargetConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Notices that the configuration file was changed, and what that means for the targets. It has no
/// thread: somebody looks now and then.
///
/// Only targets change without a restart. A file with a fault changes nothing.
public final class TargetFile {
  private static final Pattern TARGET = Pattern.compile("mailbuoy\\.targets\\[(\\d+)]\\.(.+)");

  private final Path path;
  private @Nullable Object stamp;
  private Map<String, String> values;

  /// @param path the file that this process was started with, which is read once more
  public TargetFile(Path path) {
    this.path = path;
    this.stamp = stamp();
    this.values = ConfigFile.read(path).values();
  }

  /// What a look shows.
  public sealed interface News {
    /// Nothing was changed.
    record None() implements News {}

    /// @param targets all of them, as they are now
    /// @param changed ids of those whose settings or secrets differ from before, new ones included
    /// @param restart keys that were changed too, and count after a restart
    record Changed(List<TargetConfig> targets, Set<String> changed, Set<String> restart)
        implements News {
      public Changed {
        targets = List.copyOf(targets);
        changed = Set.copyOf(changed);
        restart = new TreeSet<>(restart);
      }
    }

    /// @param faults each with its place; what was known before goes on
    record Faulty(List<String> faults) implements News {
      public Faulty {
        faults = List.copyOf(faults);
      }
    }
  }

  /// Reads the file again where it is not the one that was read last.
  public News look() {
    @Nullable Object now = stamp();
    if (Objects.equals(now, stamp)) {
      return new News.None();
    }
    stamp = now;
    ConfigFile file = ConfigFile.read(path);
    if (!file.report().usable()) {
      return new News.Faulty(file.report().faults().stream().map(Object::toString).toList());
    }
    Map<String, String> before = values;
    values = file.values();
    if (before.equals(values)) {
      return new News.None();
    }
    return new News.Changed(
        List.copyOf(file.typed().targets()), changed(before, values), others(before, values));
  }

  private static Set<String> changed(Map<String, String> before, Map<String, String> after) {
    Map<String, Map<String, String>> old = byId(before);
    Map<String, Map<String, String>> fresh = byId(after);
    Set<String> changed = new HashSet<>();
    fresh.forEach((id, settings) -> {
      if (!settings.equals(old.get(id))) {
        changed.add(id);
      }
    });
    return changed;
  }

  private static Set<String> others(Map<String, String> before, Map<String, String> after) {
    Set<String> keys = new HashSet<>(before.keySet());
    keys.addAll(after.keySet());
    keys.removeIf(
        key -> TARGET.matcher(key).matches() || Objects.equals(before.get(key), after.get(key)));
    return keys;
  }

  /// The settings of each target, wherever it stands in the list.
  private static Map<String, Map<String, String>> byId(Map<String, String> values) {
    Map<String, Map<String, String>> byIndex = new HashMap<>();
    values.forEach((key, value) -> {
      Matcher target = TARGET.matcher(key);
      if (target.matches()) {
        byIndex
            .computeIfAbsent(target.group(1), index -> new HashMap<>())
            .put(target.group(2), value);
      }
    });
    Map<String, Map<String, String>> byId = new HashMap<>();
    byIndex.values().forEach(settings -> byId.put(settings.getOrDefault("id", ""), settings));
    return byId;
  }

  /// Differs whenever the file does; nothing is read for it.
  private @Nullable Object stamp() {
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      return List.of(
          attributes.lastModifiedTime(), attributes.size(), String.valueOf(attributes.fileKey()));
    } catch (IOException e) {
      return null; // It is being replaced, or is gone: then it is faulty at the next look.
    }
  }
}
