package io.mailbuoy.contracts.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Secrets arrive unchanged, whatever they are made of, and stand in no message.
class SecretsTest {
  private static final String ODD = "$\\{}:,#\"'`%&*!|>@[] \tä€😀aZ09.-_=+/";

  @TempDir Path folder;

  static List<String> oddSecrets() {
    List<String> secrets =
        new ArrayList<>(
            List.of(
                "$",
                "$$",
                "${",
                "${}",
                "${x}",
                "a$b",
                "a$$b",
                "\\$",
                "\\\\$",
                "\\${x}",
                "$${x}",
                "${x:y}",
                "${file:/etc/passwd}x",
                "a,b",
                "a\\,b",
                "#x",
                "a #b",
                "a: b",
                "ünï€😀",
                " leading",
                "trailing ",
                "\ttabs\t",
                "'",
                "\"",
                "true",
                "null",
                "~",
                "007",
                "a\nb"));
    Random random = new Random(20_260_102);
    for (int i = 0; i < 300; i++) {
      StringBuilder secret = new StringBuilder();
      random
          .ints(1 + random.nextInt(12), 0, (int) ODD.codePoints().count())
          .forEach(at -> secret.appendCodePoint(ODD.codePoints().toArray()[at]));
      secrets.add(secret.toString());
    }
    return secrets.stream().filter(secret -> !secret.isBlank()).toList();
  }

  @Test
  void fromTheEnvironmentTheyArriveUnchanged() {
    for (String secret : oddSecrets()) {
      assertThat(password("${SECRET}", Map.of("SECRET", secret)))
          .as("<%s>", secret)
          .contains(secret);
    }
  }

  @Test
  void fromAnOverrideTheyArriveUnchanged() {
    for (String secret : oddSecrets()) {
      if (!Placeholders.isOne(secret)) {
        assertThat(password("x", Map.of("MAILBUOY_CHANNELS_MAIL_PASSWORD", secret)))
            .as("<%s>", secret)
            .contains(secret);
      }
    }
  }

  @Test
  void fromAFileTheyArriveWithoutTheLineBreakAtItsEnd() throws IOException {
    Path file = folder.resolve("secret");
    for (String secret : oddSecrets()) {
      for (String end : List.of("", "\n", "\r\n")) {
        Files.writeString(file, secret + end);
        assertThat(password("${file:" + file + "}", Map.of())).as("<%s>", secret).contains(secret);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a$b", "a\\b", "a,b", "a#b", "ä€😀", "a$$b", "$", "a${b"})
  void inClearTextTheyArriveUnchangedAndAreWarnedAbout(String secret) {
    ConfigFile file = file(secret, Map.of());
    assertThat(passwordOf(file)).contains(secret);
    assertThat(file.report().warnings().toString())
        .contains("mailbuoy.channels.mail.password: is a secret in clear text");
  }

  @Test
  void aDefaultOfAPlaceholderIsClearText() {
    ConfigFile file = file("${SECRET:hunter2}", Map.of());
    assertThat(passwordOf(file)).contains("hunter2");
    assertThat(file.report().warnings().toString()).contains("is a secret in clear text");
  }

  @Test
  void aPlaceholderInAnOverrideIsReplaced() {
    Map<String, String> environment =
        Map.of("MAILBUOY_CHANNELS_MAIL_PASSWORD", "${SECRET}", "SECRET", "s3cret");
    assertThat(password("x", environment)).contains("s3cret");
  }

  static List<String> keys() {
    return Keys.ofShape().stream().map(Keys.Key::path).toList();
  }

  /// The same word at every key, in every way in which it can come there.
  @ParameterizedTest(name = "{0}")
  @MethodSource("keys")
  void noMessageRepeatsWhatMayBeASecret(String key) {
    String secret = "hunter2@h:x y";
    String concrete = key.replace("[*]", "[0]").replace(".*", ".contoso");
    for (ConfigFile file :
        List.of(
            Fixtures.parse(single(concrete, "'${SECRET}'"), Map.of("SECRET", secret)),
            Fixtures.parse("mailbuoy:", Map.of(Overrides.variableOf(concrete), secret)))) {
      assertThat(file.report().toString()).doesNotContain("hunter2");
    }
    boolean isSecret =
        Keys.ofShape().stream()
            .anyMatch(each -> each.path().equals(key) && each.kind().equals("secret"));
    if (isSecret) {
      assertThat(Fixtures.parse(single(concrete, "'" + secret + "'")).report().toString())
          .doesNotContain("hunter2");
    }
  }

  @Test
  void aSecretPrintsAsStars() {
    Secret secret = new Secret("hunter2");
    record Holder(Secret secret, Optional<Secret> other) {}
    assertThat(secret).hasToString("***");
    assertThat(new Holder(secret, Optional.of(secret)).toString()).doesNotContain("hunter2");
    assertThat(new IllegalStateException("no " + secret)).hasMessage("no ***");
    assertThat(secret.redact("a hunter2 b")).isEqualTo("a *** b");
    assertThat(secret.reveal()).isEqualTo("hunter2");
    assertThat(secret).isEqualTo(new Secret("hunter2")).isNotEqualTo(new Secret("other"));
  }

  @Test
  void aMissingSecretIsNone() {
    assertThat(new Secret.FromText().convert("")).isNull();
  }

  /// A file that holds one key alone.
  private static String single(String key, String value) {
    StringBuilder yaml = new StringBuilder();
    String indent = "";
    String[] names = key.replace("[0]", ".[0]").split("\\.", -1);
    for (int i = 0; i < names.length; i++) {
      boolean last = i == names.length - 1;
      if (names[i].equals("[0]")) {
        yaml.append(indent).append(last ? "- " + value : "-").append('\n');
      } else {
        yaml.append(indent)
            .append(names[i])
            .append(':')
            .append(last ? " " + value : "")
            .append('\n');
      }
      indent += "  ";
    }
    return yaml.toString();
  }

  private static Optional<String> password(String written, Map<String, String> environment) {
    return passwordOf(file(written, environment));
  }

  private static Optional<String> passwordOf(ConfigFile file) {
    assertThat(file.report().faults()).isEmpty();
    return Objects.requireNonNull(file.typed().channels().get("mail"))
        .password()
        .map(Secret::reveal);
  }

  private static ConfigFile file(String written, Map<String, String> environment) {
    return Fixtures.parse(
        """
        mailbuoy:
          channels:
            mail: {type: email, smtp: "smtp://relay.example.org", from: a@example.org,
                   to: b@example.org, user: u, password: '%s'}
        """
            .formatted(written),
        environment);
  }
}
