package io.mailbuoy.benchmarks.fleet;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A generated configuration without channels: nobody is told.
final class Configuration {
  /// The environment variable with everybody's password.
  static final String PASSWORD_VARIABLE = "BENCHMARK_PASSWORD";

  private final StringBuilder text =
      new StringBuilder(
          """
          mailbuoy:
            location: benchmark
            tenants: {contoso: {}}
            targets:
          """);

  /// Mailboxes of a server, each with its own user.
  Configuration mailboxes(
      String prefix,
      List<String> users,
      String url,
      Path trust,
      Duration interval,
      Duration timeout) {
    for (String user : users) {
      text.append(
          "    - {id: %s%s, tenant: contoso, service: own-mail, url: \"%s\", user: %s, auth: password, password: \"${%s}\", interval: %ds, timeout: %ds, tls: {trust: %s}}%n"
              .formatted(
                  prefix,
                  user,
                  url,
                  user,
                  PASSWORD_VARIABLE,
                  interval.toSeconds(),
                  timeout.toSeconds(),
                  trust));
    }
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
