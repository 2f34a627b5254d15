package io.mailbuoy.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.config.ConfigFile;
import io.mailbuoy.contracts.config.MailbuoyConfig;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.contracts.event.Protocol;
import io.mailbuoy.contracts.event.Role;
import io.mailbuoy.contracts.event.Target;
import io.mailbuoy.probe.graph.KnownIncidents;
import io.mailbuoy.probe.wire.Observation;
import io.mailbuoy.testbed.DovecotServer;
import io.mailbuoy.testbed.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A mailbox at another provider, asked only to tell causes apart: as a configuration file has it,
/// with a real Dovecot as that provider.
class ForeignControlTest {
  private static final String USER = "canary";

  @TempDir Path folder;

  @BeforeEach
  void needsDovecot() {
    if (System.getenv("MAILBUOY_REQUIRE_DOVECOT") == null) {
      Assumptions.assumeTrue(
          DovecotServer.installed(), "Dovecot is not installed (package dovecot-imapd)");
    }
  }

  @Test
  void it_belongs_to_no_tenant_and_says_whether_that_provider_is_well() throws IOException {
    try (TestCertificates certificates = TestCertificates.create();
        DovecotServer elsewhere =
            DovecotServer.start(
                Files.createDirectory(folder.toRealPath().resolve("dovecot")),
                certificates,
                List.of(USER))) {
      MailbuoyConfig config =
          ConfigFile.parse(
                  "test",
                  """
                  mailbuoy:
                    targets:
                      - {id: own-imap, service: own-mail, url: "%s", role: control, user: %s,
                         auth: password, password: "${CANARY}", tls: {trust: "%s"}}
                  """
                      .formatted(elsewhere.url(), USER, certificates.caPem()),
                  Map.of("CANARY", DovecotServer.passwordOf(USER)))
              .typed();
      try (Toolbox tools = new Toolbox(config.tenants(), Clock.systemUTC())) {
        ProbePlan plan =
            ProbePlan.of(config, config.probed(), tools, new KnownIncidents(), incident -> {});
        Watched control = plan.watched().getFirst();
        Target target = control.target();
        assertThat(plan.problems()).isEmpty();
        assertThat(target.role().is(Role.CONTROL)).isTrue();
        assertThat(target.protocol().is(Protocol.IMAP)).isTrue();
        assertThat(target.tenant()).isNull();
        assertThat(target.service()).isEqualTo("own-mail");

        Observation well = control.probe().observe();
        assertThat(well.end()).isEqualTo(new Observation.Worked());
        assertThat(Objects.requireNonNull(well.server()).frontEnd()).isNull();

        elsewhere.stop();
        assertThat(control.probe().observe().end())
            .isInstanceOfSatisfying(
                Observation.Failed.class,
                failed -> {
                  assertThat(failed.phase()).isEqualTo(Phase.CONNECT);
                  assertThat(failed.fault().kind()).isEqualTo(FailureKind.CONNECT_REFUSED);
                });

        elsewhere.start();
        assertThat(control.probe().observe().end()).isEqualTo(new Observation.Worked());
      }
    }
  }
}
