package io.mailbuoy.testbed;

/// What goes wrong at the token endpoint.
public sealed interface EntraFault {

  /// Tokens are issued.
  record None() implements EntraFault {}

  /// An error in Entra's shape, such as `new Error(401, "invalid_client", 7000222)`.
  @SuppressWarnings("AvoidCommonTypeNames") // Always written with its interface in front.
  record Error(int status, String oauthError, int aadsts) implements EntraFault {}

  /// Entra itself is in trouble: `temporarily_unavailable`, AADSTS90033.
  record Unavailable(int status) implements EntraFault {
    public Unavailable() {
      this(503);
    }
  }

  /// No answer.
  record Hang() implements EntraFault {}

  /// A front door's page with status 200 in place of JSON.
  record Html() implements EntraFault {}
}
