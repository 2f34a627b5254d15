package io.mailbuoy.notifier.channel.pagerduty;

import io.mailbuoy.contracts.config.ChannelConfig;
import io.mailbuoy.contracts.config.MailbuoyConfig;
import io.mailbuoy.contracts.config.Secret;
import io.mailbuoy.notifier.channel.HttpSender;
import io.mailbuoy.notifier.channel.Redactor;
import java.time.Duration;
import okhttp3.HttpUrl;

/// Where a channel's events go: an API, and the integration in it.
record Address(HttpUrl base, Secret routingKey, Redactor redactor) {
  private static final String DEFAULT_URL = "https://events.pagerduty.com";

  /// @throws IllegalArgumentException naming the key, where one is missing or wrong
  static Address of(String path, ChannelConfig config) {
    Secret key =
        config
            .routingKey()
            .orElseThrow(() -> new IllegalArgumentException(path + ".routing-key: is missing"));
    HttpUrl base = HttpUrl.parse(config.url().map(Secret::reveal).orElse(DEFAULT_URL));
    if (base == null) {
      throw new IllegalArgumentException(path + ".url: is not an http or https URL");
    }
    return new Address(
        base, key, config.url().map(own -> Redactor.of(key, own)).orElse(Redactor.of(key)));
  }

  /// @param endpoint its path below the API's address, which may name an endpoint already
  HttpSender sender(String endpoint, MailbuoyConfig.Tls tls, Duration timeout) {
    String prefix = base.encodedPath().replaceFirst("/v2/(change/)?enqueue/?$", "/");
    HttpUrl url = base.newBuilder().encodedPath(prefix).addPathSegments(endpoint).build();
    return new HttpSender(url, tls, redactor, timeout);
  }
}
