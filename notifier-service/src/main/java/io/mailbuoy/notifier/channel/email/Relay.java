package io.mailbuoy.notifier.channel.email;

import io.mailbuoy.contracts.config.ChannelConfig;
import io.mailbuoy.contracts.config.MailbuoyConfig;
import io.mailbuoy.notifier.channel.Trust;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Properties;

/// The server that takes mail from us, and how it is spoken to.
///
/// The mail library's defaults are wrong for this: its time-outs are infinite, it opens a second
/// connection without TLS where a factory fails, and it does not compare the host's name.
record Relay(String host, int port, Properties properties) {
  private enum Protection {
    NONE,
    STARTTLS,
    IMPLICIT
  }

  /// @param domain what to say in EHLO: the sender's domain, because asking for this machine's name
  ///   can hang in exactly the outage that is to be told of
  /// @throws IllegalArgumentException naming the key, where one is missing or wrong
  static Relay of(String path, ChannelConfig config, Login login, String domain, Duration timeout) {
    URI uri = uri(path, config);
    Protection protection = protection(path, uri, config.tls());
    int port = uri.getPort() > 0 ? uri.getPort() : protection == Protection.IMPLICIT ? 465 : 587;
    Properties properties = new Properties();
    String millis = Long.toString(timeout.toMillis());
    properties.setProperty("mail.transport.protocol", "smtp");
    properties.setProperty("mail.smtp.connectiontimeout", millis);
    properties.setProperty("mail.smtp.timeout", millis);
    properties.setProperty("mail.smtp.writetimeout", millis);
    properties.setProperty("mail.smtp.localhost", domain);
    properties.setProperty("mail.smtp.sendpartial", "true");
    properties.setProperty("mail.smtp.quitwait", "false");
    switch (login) {
      case Login.None _ -> properties.setProperty("mail.smtp.auth", "false");
      case Login.Password _ -> properties.setProperty("mail.smtp.auth", "true");
      case Login.Token _ -> {
        properties.setProperty("mail.smtp.auth", "true");
        properties.setProperty("mail.smtp.auth.mechanisms", "XOAUTH2");
      }
    }
    properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
    properties.setProperty("mail.smtp.socketFactory.fallback", "false");
    properties.setProperty("mail.smtp.ssl.socketFactory.fallback", "false");
    switch (protection) {
      case NONE -> properties.setProperty("mail.smtp.starttls.enable", "false");
      case STARTTLS -> {
        properties.setProperty("mail.smtp.starttls.enable", "true");
        properties.setProperty("mail.smtp.starttls.required", "true");
      }
      case IMPLICIT -> properties.setProperty("mail.smtp.ssl.enable", "true");
    }
    config
        .tls()
        .trust()
        .map(Trust::of)
        .ifPresent(trust -> properties.put("mail.smtp.ssl.socketFactory", trust.sockets()));
    return new Relay(uri.getHost(), port, properties);
  }

  private static URI uri(String path, ChannelConfig config) {
    String text =
        config.smtp().orElseThrow(() -> new IllegalArgumentException(path + ".smtp: is missing"));
    try {
      URI uri = new URI(text);
      if (uri.getHost() != null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(path + ".smtp: is not a URL", e);
    }
    throw new IllegalArgumentException(path + ".smtp: names no host; write smtps://host:465");
  }

  private static Protection protection(String path, URI uri, MailbuoyConfig.Tls tls) {
    String usual = "smtps".equals(uri.getScheme()) ? "implicit" : "starttls";
    return switch (tls.mode().orElse(usual)) {
      case "none" -> Protection.NONE;
      case "starttls" -> Protection.STARTTLS;
      case "implicit" -> Protection.IMPLICIT;
      default ->
          throw new IllegalArgumentException(
              path + ".tls.mode: must be none, starttls or implicit");
    };
  }
}
