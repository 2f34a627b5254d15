package io.mailbuoy.contracts.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What must fit together across the file. It works on the values that are good, so that it can
/// report its faults beside those of the shape.
final class CrossCheck {
  private static final Pattern NAMED =
      Pattern.compile("mailbuoy\\.(tenants|channels)\\.(\"[^\"]+\"|[^.]+)(?:\\..*)?");

  private final ShapeCheck check;
  private final Map<String, String> values;

  private CrossCheck(ShapeCheck check) {
    this.check = check;
    this.values = check.values();
  }

  static void run(ShapeCheck check) {
    CrossCheck cross = new CrossCheck(check);
    Set<String> tenants = cross.names("tenants");
    Set<String> channels = cross.names("channels");
    tenants.forEach(cross::tenant);
    cross.targets(tenants);
    channels.forEach(cross::channel);
    cross.routes(channels);
  }

  private void tenant(String name) {
    String path = "mailbuoy.tenants." + name;
    boolean any = has(path + ".client-id") || has(path + ".client-secret");
    if (any || "true".equals(values.get(path + ".service-health.enabled"))) {
      require(path + ".client-id", "is missing; tokens are asked for with it");
      require(path + ".client-secret", "is missing; tokens are asked for with it");
      if (!has(path + ".token-url")) {
        require(path + ".directory-id", "is missing; the token endpoint's address is made from it");
      }
    }
  }

  private void targets(Collection<String> tenants) {
    Map<String, String> seen = new HashMap<>();
    List<String> paths = sections("mailbuoy.targets");
    for (String path : paths) {
      String id = values.get(path + ".id");
      if (id != null && seen.putIfAbsent(id, path) != null) {
        fault(path + ".id", "'" + id + "' is the id of " + seen.get(id) + " too; ids must differ");
      }
      String tenant = values.get(path + ".tenant");
      if (tenant != null && !tenants.contains(quoted(tenant))) {
        fault(path + ".tenant", "there is no tenant '" + tenant + "' under mailbuoy.tenants");
      }
      credentials(path, tenant);
      trust(path);
    }
    if (paths.isEmpty()) {
      check.warn(0, "mailbuoy.targets", "is empty, so nothing is probed");
    }
  }

  private void credentials(String path, @Nullable String tenant) {
    boolean mail = values.getOrDefault(path + ".url", "").startsWith("imap");
    String auth = values.get(path + ".auth");
    boolean password = "password".equals(auth) || (auth == null && has(path + ".password"));
    boolean token = "xoauth2".equals(auth) || (auth == null && !password && has(path + ".user"));
    if (password) {
      require(path + ".user", "is missing; a password needs one");
      require(path + ".password", "is missing; auth is 'password'");
    }
    if (token) {
      require(path + ".user", "is missing; XOAUTH2 names the mailbox with it");
      if (tenant == null) {
        fault(path + ".tenant", "is missing; XOAUTH2 asks for its token with the tenant's client");
      } else if (!has("mailbuoy.tenants." + quoted(tenant) + ".client-id")) {
        fault(
            path + ".auth", "XOAUTH2 needs client-id and client-secret of tenant '" + tenant + "'");
      }
    }
    if (mail && !password && !token) {
      check.warn(
          check.lineOf(path),
          path,
          "has neither a user nor a password, so only the connection is probed");
    }
  }

  private void trust(String path) {
    String key = path + ".tls.trust";
    String file = values.get(key);
    if (file == null) {
      return;
    }
    try (InputStream pem = Files.newInputStream(Path.of(file))) {
      if (CertificateFactory.getInstance("X.509").generateCertificates(pem).isEmpty()) {
        fault(key, "'" + file + "' holds no certificate; it must be a PEM file");
      }
    } catch (IOException e) {
      fault(key, "the file '" + file + "' cannot be read");
    } catch (CertificateException | IllegalArgumentException e) {
      fault(key, "'" + file + "' holds no certificate; it must be a PEM file");
    }
  }

  private void channel(String name) {
    String path = "mailbuoy.channels." + name;
    switch (values.getOrDefault(path + ".type", "")) {
      case "teams" ->
          require(path + ".url", "is missing; it is the address of the Workflows webhook");
      case "pagerduty" -> require(path + ".routing-key", "is missing; it is the integration's key");
      case "email" -> {
        require(path + ".smtp", "is missing; write smtps://host:465 or smtp://host:587");
        require(path + ".from", "is missing");
        require(path + ".to[0]", "is missing; name at least one recipient");
        if (has(path + ".user") != has(path + ".password")) {
          fault(
              path + (has(path + ".user") ? ".password" : ".user"), "is missing beside the other");
        }
      }
      default -> {} // the shape has reported it
    }
    String url = values.get(path + ".url");
    if (url != null && !url.startsWith("https://") && !url.startsWith("http://")) {
      fault(path + ".url", "is not an http or https URL");
    }
    trust(path);
  }

  private void routes(Collection<String> channels) {
    List<String> paths = sections("mailbuoy.routes");
    for (String path : paths) {
      for (String list : List.of(".channels", ".fallback")) {
        entries(path + list)
            .forEach(key -> {
              String channel = values.getOrDefault(key, "");
              if (!channels.contains(quoted(channel))) {
                fault(key, "there is no channel '" + channel + "' under mailbuoy.channels");
              }
            });
      }
      fieldsOf(path + ".match")
          .filter(field -> !ConfigShape.MATCHABLE.contains(field))
          .forEach(field ->
              fault(path + ".match." + field, ShapeCheck.unknown(field, ConfigShape.MATCHABLE)));
    }
    if (paths.isEmpty()) {
      check.warn(0, "mailbuoy.routes", "is empty, so nobody is told");
    }
  }

  private Stream<String> fieldsOf(String path) {
    return values.keySet().stream()
        .filter(key -> key.startsWith(path + "."))
        .map(key -> key.substring(path.length() + 1).replaceAll("\\[\\d+]$", ""))
        .distinct();
  }

  private Set<String> names(String kind) {
    Set<String> names = new LinkedHashSet<>();
    for (String key : check.paths()) {
      Matcher matcher = NAMED.matcher(key);
      if (matcher.matches() && matcher.group(1).equals(kind)) {
        names.add(matcher.group(2));
      }
    }
    return names;
  }

  private List<String> sections(String path) {
    return IntStream.iterate(0, i -> check.paths().contains(path + "[" + i + "]"), i -> i + 1)
        .mapToObj(i -> path + "[" + i + "]")
        .toList();
  }

  private List<String> entries(String path) {
    return IntStream.iterate(0, i -> has(path + "[" + i + "]"), i -> i + 1)
        .mapToObj(i -> path + "[" + i + "]")
        .toList();
  }

  private static String quoted(String name) {
    return name.contains(".") ? '"' + name + '"' : name;
  }

  private boolean has(String key) {
    return values.containsKey(key);
  }

  /// Asks for a key, unless it stands there and has a fault of its own already.
  private void require(String key, String reason) {
    if (!has(key) && !check.paths().contains(key)) {
      fault(key, reason);
    }
  }

  private void fault(String key, String reason) {
    check.fault(lineNear(key), key, reason);
  }

  /// The line of a key, or of the section that it is missing from.
  private int lineNear(String key) {
    String place = key;
    while (check.lineOf(place) == 0 && place.contains(".")) {
      place = place.substring(0, place.lastIndexOf('.'));
    }
    return check.lineOf(place);
  }
}
