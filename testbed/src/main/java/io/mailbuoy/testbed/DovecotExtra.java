package io.mailbuoy.testbed;

/// What a Dovecot does beyond serving IMAP. Protocols are Debian packages of their own.
public sealed interface DovecotExtra {
  record Nothing() implements DovecotExtra {}

  /// IMAP without its extensions, as servers of another age speak it.
  record OldImap() implements DovecotExtra {}

  /// IMAP for many at once.
  record ManyLogins() implements DovecotExtra {}

  record Pop3() implements DovecotExtra {}

  /// SMTP for the mailboxes' owners.
  ///
  /// @param relayPort an SMTP server on loopback, which gets what is submitted
  record Submission(int relayPort) implements DovecotExtra {}

  /// Dovecot's name of the protocol; empty where there is none.
  default String protocol() {
    return switch (this) {
      case Nothing _, OldImap _, ManyLogins _ -> "";
      case Pop3 _ -> "pop3";
      case Submission _ -> "submission";
    };
  }

  /// The program that must be installed.
  default String program() {
    return protocol().isEmpty() ? "imap" : protocol();
  }

  /// The URL's scheme, without TLS.
  default String scheme() {
    return switch (this) {
      case Nothing _, OldImap _, ManyLogins _ ->
          throw new IllegalStateException("it speaks nothing beside IMAP");
      case Pop3 _ -> "pop3";
      case Submission _ -> "smtp";
    };
  }

  /// What stands of it in Dovecot's configuration.
  default String configuration(int port, int tlsPort) {
    return switch (this) {
      case Nothing _ -> "";
      case OldImap _ -> "imap_capability = IMAP4rev1";
      case ManyLogins _ ->
          """
          passdb {
            driver = static
            args = password=%s
          }
          default_client_limit = 20000
          service imap-login {
            service_count = 0
            process_min_avail = 2
            vsz_limit = 1G
          }
          service imap {
            service_count = 0
            client_limit = 100
            process_min_avail = 2
            vsz_limit = 1G
          }
          """
              .formatted(DovecotServer.PASSWORD_OF_MANY);
      case Pop3 _ -> listener(port, tlsPort);
      case Submission(int relayPort) ->
          """
          submission_relay_host = 127.0.0.1
          submission_relay_port = %d
          submission_relay_trusted = yes
          """
                  .formatted(relayPort)
              + listener(port, tlsPort);
    };
  }

  private String listener(int port, int tlsPort) {
    return """
    service %1$s-login {
      chroot =
      inet_listener %1$s {
        port = %2$d
      }
      inet_listener %1$ss {
        port = %3$d
        ssl = yes
      }
    }
    """
        .formatted(protocol(), port, tlsPort);
  }
}
