package io.mailbuoy.contracts.config;

import io.mailbuoy.contracts.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// Configuration files for the tests, and the environment in which they are read.
final class Fixtures {
  static final String SECRET = "hunter2";
  static final Map<String, String> ENVIRONMENT =
      Map.of(
          "CONTOSO_SECRET", "contoso-" + SECRET,
          "TEAMS_URL", "https://hooks.example.org/" + SECRET,
          "PD_KEY", "pd-" + SECRET,
          "MAIL_PASSWORD", "mail-" + SECRET,
          "CANARY", "canary-" + SECRET);

  private Fixtures() {}

  /// The text of a file below `src/test/resources/config`, with a folder in which the secret file
  /// `canary` and the certificate `own-ca.pem` lie.
  static String text(String name, Path folder) {
    try {
      Files.writeString(folder.resolve("canary"), "from-a-file-" + SECRET + "\n");
      Files.writeString(
          folder.resolve("own-ca.pem"),
          Repository.read("contracts/src/test/resources/config/own-ca.pem"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Repository.read("contracts/src/test/resources/config/" + name)
        .replace("@DIR@", folder.toString());
  }

  /// Makes a certificate and its key, `client.pem` and `client-key.pem`, with the JDK's own tool.
  static void writeClientCertificate(Path folder) {
    char[] password = "changeit".toCharArray();
    Path made = folder.resolve("client.p12");
    String options =
        "-genkeypair -alias c -keyalg EC -groupname secp256r1 -dname CN=client -storetype PKCS12"
            + " -storepass changeit -keystore "
            + made;
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(options.split(" ")));
    try {
      Process keytool =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("keytool").toFile())
              .start();
      if (keytool.waitFor() != 0) {
        throw new IllegalStateException(Files.readString(folder.resolve("keytool")));
      }
      KeyStore store = KeyStore.getInstance(made.toFile(), password);
      write(folder.resolve("client.pem"), "CERTIFICATE", store.getCertificate("c").getEncoded());
      write(
          folder.resolve("client-key.pem"),
          "PRIVATE KEY",
          store.getKey("c", password).getEncoded());
    } catch (GeneralSecurityException | InterruptedException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String label, byte[] der) throws IOException {
    Files.writeString(
        file,
        "-----BEGIN %s-----\n%s\n-----END %s-----\n"
            .formatted(label, Base64.getMimeEncoder().encodeToString(der), label));
  }

  static ConfigFile parse(String text) {
    return parse(text, ENVIRONMENT);
  }

  static ConfigFile parse(String text, Map<String, String> environment) {
    return ConfigFile.parse("mailbuoy.yaml", text, environment);
  }
}
