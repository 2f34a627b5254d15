package io.mailbuoy.probe.targets;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.config.ConfigFile;
import io.mailbuoy.contracts.config.MailbuoyConfig;
import io.mailbuoy.contracts.config.Secret;
import io.mailbuoy.contracts.config.TargetConfig;
import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.contracts.event.Protocol;
import io.mailbuoy.contracts.event.Role;
import io.mailbuoy.contracts.event.Target;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyringTest {
  private static final MailbuoyConfig CONFIG =
      ConfigFile.parse(
              "test",
              """
              mailbuoy:
                tenants:
                  contoso: {directory-id: d, client-id: c, client-secret: s}
                  fabrikam: {directory-id: d, client-id: c, client-secret: s}
                targets:
                  - {id: own, service: own-mail, url: "imaps://mail.example.org:993", user: canary, password: hidden-word}
                  - {id: lab, tenant: contoso, service: lab, url: "imap://lab.example.org:1143", user: x@contoso.example, tls: {mode: none}}
              """,
              Map.of())
          .typed();
  private static final Keyring KEYRING = new Keyring(CONFIG.targets(), CONFIG.tenants());

  private static Target target(
      String url, @Nullable String user, String auth, @Nullable String tenant) {
    return new Target(
        "new",
        tenant,
        "own-mail",
        Open.of(Protocol.IMAP),
        Open.of(Role.SUBJECT),
        url,
        user,
        auth,
        0,
        0);
  }

  @Test
  void a_password_is_found_by_server_and_user_under_any_id() {
    TargetConfig granted =
        granted(target("imaps://MAIL.example.org:993", "canary", "password", null));
    assertThat(granted.password()).contains(new Secret("hidden-word"));
    assertThat(granted.id()).isEqualTo("new");
    assertThat(granted.authMethod()).isEqualTo("password");
  }

  @ParameterizedTest
  @CsvSource({
    "imaps://evil.example.org:993, canary",
    "imaps://mail.example.org:994, canary",
    "imaps://mail.example.org:993, somebody"
  })
  void a_password_goes_nowhere_else(String url, String user) {
    String reason = denied(target(url, user, "password", null));
    assertThat(reason).contains("the target new", user, "add a target");
    assertThat(reason).doesNotContain("hidden-word");
  }

  @ParameterizedTest
  @CsvSource({
    "imaps://outlook.office365.com:993, contoso",
    "imaps://outlook.office365.com, fabrikam",
    "imap://lab.example.org:1143, contoso"
  })
  void a_token_goes_to_microsoft_and_to_servers_of_the_configuration(String url, String tenant) {
    assertThat(granted(target(url, "u", "xoauth2", tenant)).tenant()).contains(tenant);
  }

  @ParameterizedTest
  @CsvSource({
    "imaps://evil.example.org:993, contoso",
    "imap://lab.example.org:1143, fabrikam",
    "imaps://outlook.office365.com.evil.example:993, contoso",
    "imaps://lab.example.org:993, contoso"
  })
  void a_token_goes_nowhere_else(String url, String tenant) {
    assertThat(denied(target(url, "u", "xoauth2", tenant)))
        .contains("the target new", "none is sent");
  }

  @Test
  void a_token_needs_a_tenant() {
    assertThat(denied(target("imaps://outlook.office365.com", "u", "xoauth2", null)))
        .contains("its tenant");
  }

  @Test
  void what_asks_for_nothing_gets_the_trust_of_its_server_and_no_secret() {
    TargetConfig granted = granted(target("imap://lab.example.org:1143", null, "none", null));
    assertThat(granted.tls().off()).isTrue();
    assertThat(granted.password()).isEmpty();
    TargetConfig own = granted(target("imaps://mail.example.org:993", "canary", "none", null));
    assertThat(own.password()).isEmpty();
    assertThat(own.authMethod()).isEqualTo("none");
  }

  @Test
  void what_is_left_open_gets_the_usual_and_nothing_is_asked_without_a_pause() {
    TargetConfig granted = granted(target("https://example.org", null, "none", null));
    assertThat(granted.interval()).isEqualTo(Duration.ofMinutes(1));
    assertThat(granted.timeout()).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void an_url_that_is_none_is_told_of() {
    assertThat(denied(target("not a url", null, "none", null))).contains("the target new", "url");
  }

  private static TargetConfig granted(Target target) {
    return switch (KEYRING.open(target)) {
      case Keyring.Answer.Granted(var settings) -> settings;
      case Keyring.Answer.Denied(var reason) -> throw new AssertionError(reason);
    };
  }

  private static String denied(Target target) {
    return switch (KEYRING.open(target)) {
      case Keyring.Answer.Granted _ -> throw new AssertionError("granted");
      case Keyring.Answer.Denied(var reason) -> reason;
    };
  }
}
