package io.mailbuoy.systemtests;

import io.mailbuoy.contracts.kafka.Access;
import io.mailbuoy.standalone.broker.Cluster;
import io.mailbuoy.standalone.broker.EmbeddedBroker;
import io.mailbuoy.standalone.broker.TopicSetup;
import io.mailbuoy.testbed.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;

/// A broker as it stands in the open: TLS for both sides, a password for each user, and an
/// authoriser that allows what [Access] lists and nothing else. Its operator is `admin`.
final class SecuredBroker implements AutoCloseable {
  private static final String ADMIN = "admin";
  private static final String LISTENER = "listener.name.clients.";
  private static final String PLAIN =
      "org.apache.kafka.common.security.plain.PlainLoginModule required ";
  private static final String SCRAM =
      "org.apache.kafka.common.security.scram.ScramLoginModule required ";
  private static final Logger AUTHORISER = Logger.getLogger("kafka.authorizer.logger");
  private static final int ITERATIONS = 4096;

  private final Denials denials = new Denials();
  private final TestCertificates certificates;
  private final Path clientPem;
  private final EmbeddedBroker broker;
  private final Admin admin;

  private SecuredBroker(TestCertificates certificates, Path clientPem, EmbeddedBroker broker)
      throws IOException {
    this.certificates = certificates;
    this.clientPem = clientPem;
    this.broker = broker;
    this.admin = Admin.create(asAdmin());
    AUTHORISER.setLevel(Level.INFO);
    AUTHORISER.addHandler(denials);
  }

  /// What the authoriser says where it refuses.
  private static final class Denials extends Handler {
    private final List<String> texts = new CopyOnWriteArrayList<>();

    @Override
    public void publish(LogRecord record) {
      if (String.valueOf(record.getMessage()).contains("is Denied")) {
        texts.add(record.getMessage());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  /// Everything that was refused so far.
  List<String> refused() {
    return denials.texts;
  }

  static SecuredBroker start(Path folder)
      throws IOException, ExecutionException, InterruptedException {
    TestCertificates certificates = TestCertificates.create();
    Path clientPem = folder.resolve("client.pem");
    var _ = certificates.clientCertificate("EC", clientPem);
    SecuredBroker secured =
        new SecuredBroker(
            certificates,
            clientPem,
            EmbeddedBroker.start(folder.resolve("data"), 0, settings(certificates, clientPem)));
    var _ = TopicSetup.on(new Cluster(secured.bootstrapServers(), secured.adminSecurity()));
    secured.admit();
    return secured;
  }

  private static Map<String, String> settings(TestCertificates certificates, Path clientPem)
      throws IOException {
    Map<String, String> settings = new HashMap<>();
    settings.put("listener.security.protocol.map", "CLIENTS:SASL_SSL,CONTROLLER:PLAINTEXT");
    settings.put(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    // The controller's listener is the broker's own; clients cannot be anonymous on theirs.
    settings.put("super.users", "User:ANONYMOUS;User:broker;User:" + ADMIN);
    settings.put("allow.everyone.if.no.acl.found", "false");
    settings.put("sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-512");
    settings.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
    settings.put(
        LISTENER + "plain.sasl.jaas.config",
        PLAIN
            + "username=\"broker\" password=\"broker-secret\" user_broker=\"broker-secret\""
            + " user_admin=\"admin-secret\";");
    settings.put(LISTENER + "scram-sha-512.sasl.jaas.config", SCRAM + ";");
    settings.put("ssl.keystore.type", "PEM");
    settings.put(
        "ssl.keystore.certificate.chain", Files.readString(certificates.serverCertificatePem()));
    settings.put("ssl.keystore.key", Files.readString(certificates.serverKeyPem()));
    settings.put("ssl.truststore.type", "PEM");
    settings.put(
        "ssl.truststore.certificates",
        certificate(clientPem) + Files.readString(certificates.caPem()));
    settings.put(LISTENER + "ssl.client.auth", "required");
    return settings;
  }

  /// The certificate of a file that holds its key too.
  private static String certificate(Path pem) throws IOException {
    String text = Files.readString(pem);
    String end = "-----END CERTIFICATE-----\n";
    return text.substring(
        text.indexOf("-----BEGIN CERTIFICATE-----"), text.indexOf(end) + end.length());
  }

  /// Makes the users, each with its rules.
  private void admit() throws ExecutionException, InterruptedException {
    List<UserScramCredentialAlteration> users =
        Access.all().stream()
            .<UserScramCredentialAlteration>map(access ->
                new UserScramCredentialUpsertion(
                    access.party(),
                    new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS),
                    passwordOf(access)))
            .toList();
    admin.alterUserScramCredentials(users).all().get();
    admin
        .createAcls(
            Access.all().stream()
                .flatMap(access -> access.bindings("User:" + access.party()).stream())
                .toList())
        .all()
        .get();
  }

  String bootstrapServers() {
    return broker.bootstrapServers();
  }

  Admin admin() {
    return admin;
  }

  /// One that has everything that a password may have.
  static String passwordOf(Access access) {
    return access.party() + " \"$\\{,;'#%";
  }

  /// The section `kafka` of a configuration file; the password comes from the environment.
  String configuration(Access access) {
    return """
      kafka:
        security:
          trust: "%s"
          client-certificate: "%s"
          sasl: {username: %s, password: "${KAFKA_PASSWORD}"}
    """
        .formatted(certificates.caPem(), clientPem, access.party());
  }

  Map<String, Object> asAdmin() throws IOException {
    Map<String, Object> client = new HashMap<>(adminSecurity());
    client.put("bootstrap.servers", bootstrapServers());
    return client;
  }

  private Map<String, String> adminSecurity() throws IOException {
    return Map.of(
        "security.protocol",
        "SASL_SSL",
        "sasl.mechanism",
        "PLAIN",
        "sasl.jaas.config",
        PLAIN + "username=\"admin\" password=\"admin-secret\";",
        "ssl.truststore.type",
        "PEM",
        "ssl.truststore.location",
        certificates.caPem().toString(),
        "ssl.keystore.type",
        "PEM",
        "ssl.keystore.location",
        clientPem.toString());
  }

  @Override
  public void close() {
    AUTHORISER.removeHandler(denials);
    admin.close();
    broker.close();
    certificates.close();
  }
}
