package io.mailbuoy.probe.wire;

import java.net.URI;
import java.util.Map;

/// Where a probe connects to.
///
/// @param host a name, or an address without brackets
public record Endpoint(String host, int port) {
  private static final Map<String, Integer> PORTS =
      Map.of(
          "imap", 143, "imaps", 993, "pop3", 110, "pop3s", 995, "smtp", 25, "smtps", 465, "http",
          80, "https", 443, "dns", 53);

  /// The host of a URL, and its port or the scheme's.
  ///
  /// @throws IllegalArgumentException where the URL names no host
  public static Endpoint of(URI url) {
    String host = url.getHost();
    if (host == null) {
      throw new IllegalArgumentException("the URL names no host: " + url);
    }
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    int port = url.getPort() > 0 ? url.getPort() : PORTS.getOrDefault(url.getScheme(), 0);
    return new Endpoint(bare, port);
  }
}
