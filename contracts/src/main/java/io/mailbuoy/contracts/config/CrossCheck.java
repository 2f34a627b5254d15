package io.mailbuoy.contracts.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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

  private static final String NO_CERTIFICATE = "%s holds no certificate; it must be a PEM file";

  private final ShapeCheck check;
  private final Map<String, String> values;
  private final Map<String, String> trustFaults = new HashMap<>();

  /// With what a client can prove who it is.
  private static final List<String> PROOFS =
      List.of(".client-secret", ".client-certificate", ".federated-token-file");

  private CrossCheck(ShapeCheck check) {
    this.check = check;
    this.values = check.values();
  }

  static void run(ShapeCheck check) {
    CrossCheck cross = new CrossCheck(check);
    cross.kafka();
    Set<String> tenants = cross.names("tenants");
    Set<String> channels = cross.names("channels");
    tenants.forEach(cross::tenant);
    cross.targets(tenants);
    cross.logs(tenants);
    channels.forEach(name -> cross.channel(name, tenants));
    new RouteCheck(check, channels, cross::fault).run();
  }

  private void tenant(String name) {
    String path = "mailbuoy.tenants." + name;
    if (values.keySet().stream().noneMatch(key -> key.startsWith(path + "."))) {
      // A tenant that only groups targets has to stand in the typed form, too.
      values.put(path + ".graph-url", MailbuoyConfig.GRAPH_URL);
    }
    List<String> proofs = PROOFS.stream().filter(proof -> has(path + proof)).toList();
    boolean any = has(path + ".client-id") || !proofs.isEmpty();
    if (any || "true".equals(values.get(path + ".service-health.enabled"))) {
      require(path + ".client-id", "is missing; tokens are asked for with it");
      if (proofs.isEmpty() && PROOFS.stream().noneMatch(each -> written(path + each))) {
        fault(
            path + ".client-secret",
            "is missing; tokens are asked for with it, or with client-certificate or"
                + " federated-token-file instead");
      }
      if (!has(path + ".token-url")) {
        require(path + ".directory-id", "is missing; the token endpoint's address is made from it");
      }
    }
    proofs.stream()
        .skip(1)
        .forEach(proof ->
            fault(
                path + proof,
                "stands beside "
                    + proofs.getFirst().substring(1)
                    + "; a client proves itself in one way"));
    clientCertificate(path);
    String token = values.get(path + ".federated-token-file");
    if (token != null && !readable(token)) {
      String file = path + ".federated-token-file";
      fault(file, "the file " + check.shown(file) + " cannot be read");
    }
  }

  private void kafka() {
    new KafkaCheck(values, this::require, this::fault, this::warn).run();
    trust(KafkaClients.TRUST);
    clientCertificate(KafkaClients.SECURITY);
  }

  private void clientCertificate(String path) {
    String certificate = values.get(path + ".client-certificate");
    String key = values.get(path + ".client-key");
    if (certificate != null) {
      try {
        var _ =
            ClientCertificate.read(Path.of(certificate), Optional.ofNullable(key).map(Path::of));
      } catch (ClientCertificate.UnusableException e) {
        boolean isKey = key != null && e.file().equals(Path.of(key));
        String name = path + (isKey ? ".client-key" : ".client-certificate");
        fault(name, "the file " + check.shown(name) + " " + e.getMessage());
      } catch (InvalidPathException e) {
        fault(path + ".client-certificate", "names a file that cannot exist");
      }
    } else if (key != null) {
      require(path + ".client-certificate", "is missing; client-key is the key of one");
    }
  }

  private static boolean readable(String file) {
    try {
      return Files.isReadable(Path.of(file));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private void targets(Collection<String> tenants) {
    Map<String, String> seen = new HashMap<>();
    List<String> paths = sections("mailbuoy.targets");
    // There may be ten thousand targets, and no check of one may look at all of them.
    NavigableSet<String> written = new TreeSet<>(check.paths());
    TargetCheck each =
        new TargetCheck(values, new TreeSet<>(values.keySet()), this::require, this::fault);
    for (String path : paths) {
      whose(path, seen, tenants);
      credentials(path, values.get(path + ".tenant"));
      trust(path + ".tls.trust");
      each.run(path);
      phaseTimeouts(path, written);
    }
    if (paths.isEmpty() && sections("mailbuoy.logs").isEmpty()) {
      check.warn(0, "mailbuoy.targets", "is empty, so nothing is probed");
    }
  }

  /// What a target and a log have in common: an id of its own, and a tenant that there is.
  ///
  /// @param seen ids, with where they stand
  private void whose(String path, Map<String, String> seen, Collection<String> tenants) {
    String id = values.get(path + ".id");
    String other = id == null ? null : seen.putIfAbsent(id, path);
    if (other != null) {
      fault(
          path + ".id",
          check.shown(path + ".id") + " is the id of " + other + " too; ids must differ");
    }
    String tenant = values.get(path + ".tenant");
    if (tenant != null && !tenants.contains(ShapeCheck.quoted(tenant))) {
      fault(
          path + ".tenant",
          "there is no tenant " + check.shown(path + ".tenant") + " under mailbuoy.tenants");
    }
  }

  private void logs(Collection<String> tenants) {
    Map<String, String> seen = new HashMap<>();
    for (String path : sections("mailbuoy.targets")) {
      seen.putIfAbsent(values.getOrDefault(path + ".id", ""), path);
    }
    for (String path : sections("mailbuoy.logs")) {
      whose(path, seen, tenants);
      boolean own = "regex".equals(values.get(path + ".format"));
      if (own) {
        require(path + ".failures", "is missing; the format is 'regex'");
      } else if (has(path + ".format")) {
        Stream.of(".failures", ".successes")
            .filter(key -> check.paths().contains(path + key))
            .forEach(key -> fault(path + key, "belongs to the format 'regex' alone"));
      }
    }
  }

  private void credentials(String path, @Nullable String tenant) {
    boolean mail = values.getOrDefault(path + ".url", "").startsWith("imap");
    String auth = values.get(path + ".auth");
    boolean password =
        auth == null
            ? has(path + ".password")
            : List.of("password", "plain", "login").contains(auth);
    boolean token =
        auth == null
            ? !password && has(path + ".user")
            : List.of("xoauth2", "oauthbearer").contains(auth);
    if (password) {
      require(path + ".user", "is missing; a password needs one");
      require(
          path + ".password", "is missing; auth is '" + (auth == null ? "password" : auth) + "'");
    }
    if (token) {
      token(path, tenant, auth == null ? "XOAUTH2" : auth.toUpperCase(Locale.ROOT));
    }
    if (mail && auth == null && !password && !token) {
      check.warn(
          check.lineOf(path),
          path,
          "has neither a user nor a password, so only the connection is probed");
    }
  }

  private void token(String path, @Nullable String tenant, String mechanism) {
    require(path + ".user", "is missing; " + mechanism + " names the mailbox with it");
    if (tenant == null) {
      fault(
          path + ".tenant",
          "is missing; " + mechanism + " asks for its token with the tenant's client");
    } else if (!written("mailbuoy.tenants." + ShapeCheck.quoted(tenant) + ".client-id")) {
      fault(
          path + ".auth",
          mechanism
              + " needs client-id and client-secret of the tenant "
              + check.shown(path + ".tenant"));
    }
  }

  private void phaseTimeouts(String path, NavigableSet<String> written) {
    String given = values.getOrDefault(path + ".timeout", MailbuoyConfig.TIMEOUT);
    Duration whole = Durations.parse(given).orElseThrow();
    String prefix = path + ".phase-timeouts.";
    for (String key : written.tailSet(prefix, false)) {
      if (!key.startsWith(prefix)) {
        return;
      }
      if (Durations.parse(values.getOrDefault(key, ""))
          .filter(time -> time.compareTo(whole) > 0)
          .isPresent()) {
        fault(key, check.shown(key) + " is longer than the timeout of the whole probe, " + given);
      }
    }
  }

  private void trust(String key) {
    String file = values.get(key);
    if (file == null) {
      return;
    }
    String reason = trustFaults.computeIfAbsent(file, CrossCheck::trustFault);
    if (!reason.isEmpty()) {
      fault(key, reason.formatted(check.shown(key)));
    }
  }

  /// What is wrong with a file, with `%s` for its name; empty where nothing is.
  private static String trustFault(String file) {
    try (InputStream pem = Files.newInputStream(Path.of(file))) {
      if (CertificateFactory.getInstance("X.509").generateCertificates(pem).isEmpty()) {
        return NO_CERTIFICATE;
      }
      return "";
    } catch (IOException | InvalidPathException e) {
      return "the file %s cannot be read";
    } catch (CertificateException e) {
      return NO_CERTIFICATE;
    }
  }

  private void channel(String name, Set<String> tenants) {
    String path = "mailbuoy.channels." + name;
    new ChannelCheck(values, tenants, check::shown, this::require, this::fault).run(path);
    trust(path + ".tls.trust");
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

  /// Whether a key stands in the file, with whatever fault.
  private boolean written(String key) {
    return check.paths().contains(key);
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

  private void warn(String key, String reason) {
    check.warn(lineNear(key), key, reason);
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
