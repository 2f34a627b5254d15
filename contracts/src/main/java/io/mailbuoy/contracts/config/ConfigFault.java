package io.mailbuoy.contracts.config;

/// One thing that is wrong with the configuration.
///
/// @param file the file, as it was named
/// @param line counted from 1; 0 where the key stands in no line
/// @param key the full key, for example `mailbuoy.targets[0].interval`
/// @param reason what is wrong and what to write instead; never a secret's value
public record ConfigFault(String file, int line, String key, String reason) {
  @Override
  public String toString() {
    return file + (line > 0 ? ":" + line : "") + ": " + (key.isEmpty() ? "" : key + ": ") + reason;
  }
}
