package io.mailbuoy.testbed;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// Issues opaque bearer tokens and knows which of them still hold.
///
/// The same authority stands behind the token endpoint, the IMAP server and Graph, as Entra does.
public final class TokenAuthority {
  /// Audience of tokens for IMAP, POP and SMTP.
  public static final String OUTLOOK = "https://outlook.office365.com";

  /// Audience of tokens for Graph.
  public static final String GRAPH = "https://graph.microsoft.com";

  private static final String ANY = "";

  private record Grant(String clientId, String audience, Instant expiresAt) {}

  private final Clock clock;
  private final AtomicLong number = new AtomicLong();
  private final Map<String, Grant> grants = new ConcurrentHashMap<>();

  /// An authority on the system clock.
  public TokenAuthority() {
    this(Clock.systemUTC());
  }

  /// An authority on a clock of the caller's, for tokens that expire at will.
  public TokenAuthority(Clock clock) {
    this.clock = clock;
  }

  /// Issues a token that every service of this testbed takes.
  public String issue(String clientId, Duration lifetime) {
    return issue(clientId, ANY, lifetime);
  }

  /// Issues a token for one audience, such as [#OUTLOOK] or [#GRAPH].
  public String issue(String clientId, String audience, Duration lifetime) {
    String token = "testbed.%s.%d".formatted(clientId, number.incrementAndGet());
    grants.put(token, new Grant(clientId, audience, clock.instant().plus(lifetime)));
    return token;
  }

  /// Whether the token was issued here and has not expired.
  public boolean valid(String token) {
    Grant grant = grants.get(token);
    return grant != null && clock.instant().isBefore(grant.expiresAt());
  }

  /// Whether the token holds, and was issued for this audience or for any.
  public boolean valid(String token, String audience) {
    Grant grant = grants.get(token);
    return grant != null
        && valid(token)
        && (grant.audience().equals(ANY) || grant.audience().equals(audience));
  }

  /// Forgets every token, as a revocation does.
  public void revokeAll() {
    grants.clear();
  }

  /// How many tokens were issued so far. A client that caches asks seldom.
  public long issued() {
    return number.get();
  }
}
