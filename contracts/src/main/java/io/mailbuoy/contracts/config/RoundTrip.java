package io.mailbuoy.contracts.config;

import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/// A marked message that is sent by SMTP and looked for in the target's mailbox. The mailbox needs
/// write access for it.
public interface RoundTrip {
  /// Where the message is handed in; needed, as `from` is.
  Optional<String> smtp();

  default boolean asked() {
    return smtp().isPresent();
  }

  /// Who hands it in. Default: the target's user, who logs in as there.
  Optional<String> user();

  /// How the user logs in, in the words of the target's `auth`. Default: `password` where there is
  /// one, as the target otherwise.
  Optional<String> auth();

  /// For `auth: password`.
  @WithConverter(Secret.FromText.class)
  Optional<Secret> password();

  /// The sender's address.
  Optional<String> from();

  /// The mailbox's address. Default: the target's user.
  Optional<String> to();

  /// How long the message may take.
  @WithDefault("2m")
  @WithConverter(Durations.FromText.class)
  Duration within();

  /// Where it must not arrive; `Junk Email` at Exchange Online.
  @WithDefault("Junk")
  String junkFolder();
}
