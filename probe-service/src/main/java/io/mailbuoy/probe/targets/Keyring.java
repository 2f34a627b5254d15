package io.mailbuoy.probe.targets;

import io.mailbuoy.contracts.config.MailbuoyConfig.Tenant;
import io.mailbuoy.contracts.config.TargetConfig;
import io.mailbuoy.contracts.event.Target;
import java.net.URI;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which of this replica's secrets a target on the topic may use. A target names no secret, and
/// whoever can write to the topic must not be able to have one sent to a server of their own.
///
/// - A password goes to the host, port and user for which the configuration holds it, whatever the
///   target's id is.
/// - A tenant's token goes to Microsoft's own hosts, and to hosts for which the configuration has a
///   target of that tenant that uses a token.
/// - A file of certificates is trusted for the host and port for which the configuration says so.
public final class Keyring {
  /// Where Exchange Online and Graph are, in all of Microsoft's clouds:
  /// https://learn.microsoft.com/microsoft-365/enterprise/urls-and-ip-address-ranges and its
  /// siblings for the sovereign clouds.
  private static final Set<String> MICROSOFT =
      Set.of(
          "outlook.office365.com",
          "outlook.office.com",
          "smtp.office365.com",
          "smtp-legacy.office365.com",
          "outlook.office365.us",
          "smtp.office365.us",
          "outlook-dod.office365.us",
          "outlook.partner.outlook.cn",
          "partner.outlook.cn",
          "smtp.partner.outlook.cn",
          "graph.microsoft.com",
          "graph.microsoft.us",
          "dod-graph.microsoft.us",
          "microsoftgraph.chinacloudapi.cn");

  private final Map<Mailbox, TargetConfig> byMailbox = new HashMap<>();
  private final Map<String, TargetConfig> byServer = new HashMap<>();
  private final Set<TokenUse> tokens = new HashSet<>();

  private record Mailbox(String server, String user) {}

  private record TokenUse(String tenant, String server) {}

  public Keyring(Collection<? extends TargetConfig> configured, Map<String, Tenant> tenants) {
    for (TargetConfig target : configured) {
      String server = server(target.url());
      target.user().ifPresent(user -> byMailbox.putIfAbsent(new Mailbox(server, user), target));
      byServer.putIfAbsent(server, target);
      if (target.usesToken()) {
        target.tenant().ifPresent(tenant -> tokens.add(new TokenUse(tenant, server)));
      }
    }
    tenants.forEach((name, tenant) -> tokens.add(new TokenUse(name, server(tenant.graphUrl()))));
  }

  /// What a target gets.
  public sealed interface Answer {
    /// @param settings the target with what it may use
    record Granted(TargetConfig settings) implements Answer {}

    /// @param reason one sentence that names the target, and what to do
    record Denied(String reason) implements Answer {}
  }

  /// Looks for what a target of the topic needs.
  public Answer open(Target target) {
    String server;
    try {
      server = server(target.url());
    } catch (IllegalArgumentException e) {
      return new Answer.Denied(
          "the target " + target.id() + " is not probed: its url is none: " + e.getMessage());
    }
    if (usesToken(target.auth())) {
      if (target.tenant() == null || !mayHaveToken(target.tenant(), server)) {
        return denied(
            target,
            "the configuration has no target of its tenant that uses a token there, so none is sent"
                + " to "
                + server
                + "; add one");
      }
      return granted(target, server);
    }
    @Nullable String user = target.user();
    if (target.auth().equals("none") || user == null) {
      return granted(target, server);
    }
    @Nullable TargetConfig holder = byMailbox.get(new Mailbox(server, user));
    return holder == null || holder.password().isEmpty()
        ? denied(
            target,
            "the configuration has no password for " + user + " at " + server + "; add a target")
        : new Answer.Granted(new TopicTarget(target, Optional.of(holder)));
  }

  private Answer granted(Target target, String server) {
    return new Answer.Granted(new TopicTarget(target, Optional.ofNullable(byServer.get(server))));
  }

  private static Answer denied(Target target, String reason) {
    return new Answer.Denied(
        "the target " + target.id() + " of the topic is not probed: " + reason);
  }

  private boolean mayHaveToken(String tenant, String server) {
    return tokens.contains(new TokenUse(tenant, server))
        || MICROSOFT.contains(server.substring(0, server.lastIndexOf(':')));
  }

  private static boolean usesToken(String auth) {
    return auth.equals("xoauth2") || auth.equals("oauthbearer");
  }

  /// Host and port; the scheme's name where the URL says no port, which is as good to compare.
  private static String server(String url) {
    URI uri = URI.create(url);
    String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
    return host + ":" + (uri.getPort() < 0 ? uri.getScheme() : uri.getPort());
  }
}
