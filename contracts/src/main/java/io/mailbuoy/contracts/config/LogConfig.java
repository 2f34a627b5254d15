package io.mailbuoy.contracts.config;

import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A log of a mail client or server on this machine.
public interface LogConfig {
  /// Its name in events and alerts, as that of a target. No target and no other log shares it.
  String id();

  /// The log. It is followed by its name, through rotation.
  Path file();

  /// Which program writes it: `dovecot` (as a proxy or `imapc` client), `fetchmail`, `getmail` or
  /// `mbsync`; `regex` for lines that `failures` and `successes` describe.
  String format();

  /// For `regex`: lines that tell a failure. Groups: `user`, `time`, `text` (the server's words),
  /// `outcome` (a line whose outcome is `ok` or `success` tells none), `phase`, `kind`.
  Optional<List<String>> failures();

  /// For `regex`: lines that tell a success. Groups: `user`, `time`.
  Optional<List<String>> successes();

  /// Whose mailboxes they are: a name under `mailbuoy.tenants`.
  Optional<String> tenant();

  /// What the program uses: `exchange-online`, or a name of your own.
  String service();

  /// `imap`, `pop3` or `smtp`.
  @WithDefault("imap")
  String protocol();

  /// Whether each mailbox that the lines name counts as a target of its own, `<id>/<mailbox>`.
  @WithDefault("false")
  boolean perUser();

  /// Of times that name none. Default: this machine's.
  Optional<String> timeZone();

  /// Where reading begins when the service starts: at the `end`, or at the `start` for a backfill.
  @WithDefault("end")
  String from();

  /// For programs that tell failures alone: how long after one they must be quiet to count as well
  /// again. Default: `15m` for `fetchmail`, `mbsync` and for `regex` without `successes`.
  @WithConverter(Durations.FromText.class)
  Optional<Duration> quietAfter();

  /// So many results a second come from this log at most; of a flood, an even share.
  @WithDefault("10")
  int mostPerSecond();
}
