package io.mailbuoy.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TestCertificatesTest {

  @ParameterizedTest
  @EnumSource
  void aVerifyingClientTakesTheGoodCertificateAndNoOther(CertificateFault fault) throws Exception {
    try (TestCertificates certificates = TestCertificates.create();
        ExchangeImapServer server =
            ExchangeImapServer.start(certificates.serverContext(), new TokenAuthority())) {
      server.certificate(certificates.serverContext(fault));
      Callable<RawImap> handshake = () -> RawImap.tls(server.port(), certificates.clientContext());
      switch (fault) {
        case NONE -> {
          try (RawImap client = handshake.call()) {
            assertThat(client.line()).startsWith("* OK ");
          }
        }
        case EXPIRED -> assertHandshakeFails(handshake, "validity|expired|NotAfter");
        case NOT_YET_VALID -> assertHandshakeFails(handshake, "validity|NotBefore");
        case SELF_SIGNED, INCOMPLETE_CHAIN -> assertHandshakeFails(handshake, "path|trust");
        case WRONG_HOST -> assertHandshakeFails(handshake, "localhost");
      }
    }
  }

  private static void assertHandshakeFails(Callable<RawImap> handshake, String reason) {
    assertThatExceptionOfType(SSLHandshakeException.class)
        .isThrownBy(handshake::call)
        .withMessageMatching("(?s).*(" + reason + ").*");
  }

  @Test
  void theFilesAreACertificateItsKeyAndItsAuthority() throws Exception {
    try (TestCertificates certificates = TestCertificates.create()) {
      X509Certificate server = certificate(certificates.serverCertificatePem());
      server.verify(certificate(certificates.caPem()).getPublicKey());
      String key = Files.readString(certificates.serverKeyPem());
      assertThat(key).startsWith("-----BEGIN PRIVATE KEY-----\n");
      byte[] der = Base64.getMimeDecoder().decode(key.replaceAll("-----.*-----", ""));
      assertThat(KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der)))
          .isNotNull();
    }
  }

  private static X509Certificate certificate(Path pem) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(pem)));
  }

  @Test
  void areMadeQuicklyAndGoWithClose() {
    ThreadMXBean cpu = ManagementFactory.getThreadMXBean();
    long before = cpu.getCurrentThreadCpuTime();
    TestCertificates certificates = TestCertificates.create();
    assertThat(Duration.ofNanos(cpu.getCurrentThreadCpuTime() - before))
        .isLessThan(Duration.ofMillis(1500));
    Path directory = certificates.caPem().resolveSibling("");
    assertThat(directory).isDirectory();
    certificates.close();
    assertThat(directory).doesNotExist();
  }
}
