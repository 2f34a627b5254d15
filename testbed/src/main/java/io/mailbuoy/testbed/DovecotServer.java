package io.mailbuoy.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Debian's Dovecot with TLS and passwords on a loopback port, which can be stopped and started
/// again. It is a process of its own, in the folder that it is given.
public final class DovecotServer implements AutoCloseable {
  /// Opens every mailbox of a server for many, whatever the user's name.
  public static final String PASSWORD_OF_MANY = "password-of-everybody";

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int BETWEEN_LOOKS_MILLIS = 25;

  @SuppressWarnings("InlineFormatString") // it would make the method that uses it too long
  private static final String CONFIGURATION =
      """
      base_dir = %1$s/run
      state_dir = %1$s/state
      log_path = %1$s/log
      protocols = imap %9$s
      listen = 127.0.0.1, 127.0.0.2, ::1
      auth_failure_delay = 0
      ssl = required
      ssl_cert = <%2$s
      ssl_key = <%3$s
      default_internal_user = %4$s
      default_internal_group = %4$s
      default_login_user = %5$s
      mail_location = maildir:%1$s/mail/%%u
      first_valid_uid = 1
      mail_max_userip_connections = 0
      passdb {
        driver = passwd-file
        args = username_format=%%u %1$s/users
      }
      userdb {
        driver = static
        args = uid=%4$s gid=%4$s home=%1$s/mail/%%u
      }
      service imap-login {
        chroot =
        inet_listener imap {
          port = %7$d
        }
        inet_listener imaps {
          port = %6$d
          ssl = yes
        }
      }
      service anvil {
        chroot =
        unix_listener anvil-auth-penalty {
          mode = 0
        }
      }
      service stats {
        chroot =
      }
      %8$s
      %10$s
      """;

  private final Path folder;
  private final int port;
  private final int plainPort;
  private final DovecotExtra extra;
  private final int extraPort;
  private final int extraTlsPort;
  private @Nullable Process process;

  private DovecotServer(Path folder, DovecotExtra extra) throws IOException {
    this.folder = folder;
    this.port = freePort();
    this.plainPort = freePort();
    this.extra = extra;
    this.extraPort = freePort();
    this.extraTlsPort = freePort();
  }

  /// Whether there is one on this machine.
  public static boolean installed() {
    return Files.isExecutable(Path.of("/usr/sbin/dovecot"));
  }

  /// Whether this machine's can speak that.
  public static boolean installed(DovecotExtra extra) {
    return installed() && Files.isExecutable(Path.of("/usr/lib/dovecot/" + extra.program()));
  }

  /// @param folder an empty one, whose own parent others may enter
  /// @param users mailboxes, each with the password `password-of-<user>`
  public static DovecotServer start(Path folder, TestCertificates certificates, List<String> users)
      throws IOException {
    return start(folder, certificates, users, null, new DovecotExtra.Nothing());
  }

  /// One that carries many logins in a second: few processes that serve many connections each. It
  /// takes whoever comes with [#PASSWORD_OF_MANY].
  ///
  /// @param folder an empty one, whose own parent others may enter
  /// @param users mailboxes, each with the password `password-of-<user>`
  public static DovecotServer startForMany(
      Path folder, TestCertificates certificates, List<String> users) throws IOException {
    return start(folder, certificates, users, null, new DovecotExtra.ManyLogins());
  }

  /// One that takes tokens as well.
  ///
  /// @param introspection where it asks whose a token is
  public static DovecotServer start(
      Path folder, TestCertificates certificates, List<String> users, @Nullable URI introspection)
      throws IOException {
    return start(folder, certificates, users, introspection, new DovecotExtra.Nothing());
  }

  /// One that speaks something beside IMAP.
  ///
  /// @param introspection where it asks whose a token is
  public static DovecotServer start(
      Path folder,
      TestCertificates certificates,
      List<String> users,
      @Nullable URI introspection,
      DovecotExtra extra)
      throws IOException {
    DovecotServer server = new DovecotServer(folder, extra);
    server.writeConfiguration(certificates, users, introspection);
    server.start();
    return server;
  }

  public static String passwordOf(String user) {
    return "password-of-" + user;
  }

  /// With implicit TLS.
  public URI url() {
    return URI.create("imaps://localhost:" + port);
  }

  /// Without TLS at first, and with STARTTLS.
  public URI plainUrl() {
    return URI.create("imap://localhost:" + plainPort);
  }

  /// The same, at an address from which Dovecot takes no login without TLS: it trusts a client at
  /// its own address.
  public URI untrustingUrl() {
    return URI.create("imap://127.0.0.2:" + plainPort);
  }

  /// What it speaks beside IMAP, with implicit TLS.
  public URI extraUrl() {
    return URI.create(extra.scheme() + "s://localhost:" + extraTlsPort);
  }

  /// What it speaks beside IMAP, with an upgrade to TLS.
  public URI upgradableExtraUrl() {
    return URI.create(extra.scheme() + "://localhost:" + extraPort);
  }

  /// Starts it, and waits until it listens.
  public void start() {
    try {
      Process started =
          new ProcessBuilder("/usr/sbin/dovecot", "-F", "-c", folder.resolve("conf").toString())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("output").toFile())
              .start();
      process = started;
      await(started, true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Stops it, and waits until it listens no more.
  public void stop() {
    Process running = process;
    if (running == null) {
      return;
    }
    running.destroy();
    try {
      if (!running.waitFor(10, TimeUnit.SECONDS)) {
        running.destroyForcibly();
      }
    } catch (InterruptedException e) {
      running.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    process = null;
    await(running, false);
  }

  private void await(Process running, boolean listening) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (listens() != listening) {
      try {
        boolean gone = running.waitFor(BETWEEN_LOOKS_MILLIS, TimeUnit.MILLISECONDS);
        if ((gone && listening) || System.nanoTime() - end >= 0) {
          throw new IllegalStateException(
              "Dovecot "
                  + (listening ? "does not listen" : "still listens")
                  + "; it says: "
                  + said());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while waiting for Dovecot", e);
      }
    }
  }

  private String said() {
    try {
      return Files.readString(folder.resolve("output"));
    } catch (IOException e) {
      return "nothing that can be read";
    }
  }

  @Override
  public void close() {
    stop();
  }

  private boolean listens() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void writeConfiguration(
      TestCertificates certificates, List<String> users, @Nullable URI introspection)
      throws IOException {
    prepareFolders(users);
    boolean root = "root".equals(System.getProperty("user.name"));
    String me = System.getProperty("user.name");
    String internal = root ? "dovecot" : me;
    Files.writeString(
        folder.resolve("conf"),
        CONFIGURATION.formatted(
            folder,
            certificates.serverCertificatePem(),
            certificates.serverKeyPem(),
            internal,
            root ? "dovenull" : me,
            port,
            plainPort,
            introspection == null ? "" : tokens(introspection),
            extra.protocol(),
            extra.configuration(extraPort, extraTlsPort)));
  }

  private String tokens(URI introspection) throws IOException {
    Path settings = folder.resolve("oauth2");
    Files.writeString(
        settings,
        """
        introspection_mode = post
        introspection_url = %s
        username_attribute = username
        active_attribute = active
        active_value = true
        """
            .formatted(introspection));
    Files.setPosixFilePermissions(settings, PosixFilePermissions.fromString("rw-r--r--"));
    return """
    auth_mechanisms = plain login xoauth2 oauthbearer
    passdb {
      driver = oauth2
      mechanisms = xoauth2 oauthbearer
      args = %s
    }
    """
        .formatted(settings);
  }

  private void prepareFolders(List<String> users) throws IOException {
    // Dovecot gives up its rights when it is started by root, so others must be able to reach its
    // folder.
    for (Path reached : List.of(folder, folder.toAbsolutePath().getParent())) {
      Files.setPosixFilePermissions(reached, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Path mail = Files.createDirectories(folder.resolve("mail"));
    Files.setPosixFilePermissions(mail, PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.writeString(
        folder.resolve("users"),
        users.stream()
            .map(user -> user + ":{PLAIN}" + passwordOf(user))
            .collect(Collectors.joining("\n", "", "\n")));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
