package io.mailbuoy.standalone.check;

import io.mailbuoy.contracts.config.MailbuoyConfig;
import io.mailbuoy.standalone.terminal.UnusableInputException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What is said on the command line about a URL that is in no configuration.
public final class UrlOptions {
  @Option(names = "--user", paramLabel = "USER", description = "Who logs in; for a URL.")
  @Nullable String user;

  @Option(
      names = "--password-env",
      paramLabel = "NAME",
      description = "The environment variable that holds the password; for a URL.")
  @Nullable String passwordVariable;

  @Option(
      names = "--password",
      paramLabel = "PASSWORD",
      description =
          "The password itself; for a URL. Others on this machine can see it: prefer --password-env.")
  @Nullable String password;

  @Option(
      names = "--trust",
      paramLabel = "PEM",
      description = "Certificates to trust instead of the system's; for a URL.")
  @Nullable Path trust;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description = "The deadline of a probe, such as 5s; for a URL. Default: 30s.")
  @Nullable String timeout;

  @Option(
      names = "--no-starttls",
      description = "Do not ask for encryption with the schemes imap and smtp; for a URL.")
  boolean noStartTls;

  /// Whether something was said.
  boolean given() {
    return user != null
        || password != null
        || passwordVariable != null
        || trust != null
        || timeout != null
        || noStartTls;
  }

  /// A configuration with the URL as its only target.
  ///
  /// @throws UnusableInputException where the arguments do not fit together
  public MailbuoyConfig configuration(String url) {
    String secret = secret();
    if (user != null && secret == null) {
      throw new UnusableInputException(
          "--user needs a password: name the environment variable that holds it with --password-env"
              + " NAME. A mailbox with XOAUTH2 is checked by its id in the configuration");
    }
    return new AdHocTarget(url, user, secret, trust, timeout, noStartTls).configuration();
  }

  private @Nullable String secret() {
    if (passwordVariable == null) {
      return password;
    }
    String value = System.getenv(passwordVariable);
    if (value == null) {
      throw new UnusableInputException(
          "--password-env names " + passwordVariable + ", which is not set in the environment");
    }
    return value;
  }
}
