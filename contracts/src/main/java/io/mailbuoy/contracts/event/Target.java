package io.mailbuoy.contracts.event;

import org.jspecify.annotations.Nullable;

/// What is probed. It never holds a secret: those stay in the configuration of the service that
/// needs them.
///
/// @param intervalMillis how often it is probed, in milliseconds
/// @param timeoutMillis the deadline of one probe, in milliseconds
/// @param auth `xoauth2`, `password`, or `none`
public record Target(
    String id,
    @Nullable String tenant,
    String service,
    Open<Protocol> protocol,
    Open<Role> role,
    String url,
    @Nullable String user,
    String auth,
    long intervalMillis,
    long timeoutMillis) {
  /// @throws IllegalArgumentException naming the field, where one is missing
  public Target {
    Require.text("id", id);
    Require.text("service", service);
    Require.present("protocol", protocol);
    role = role == null ? Open.of(Role.SUBJECT) : role;
    Require.text("url", url);
    auth = Require.textOr(auth, "none");
    Require.notNegative("intervalMillis", intervalMillis);
    Require.notNegative("timeoutMillis", timeoutMillis);
  }
}
