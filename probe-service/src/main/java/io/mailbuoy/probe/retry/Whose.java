package io.mailbuoy.probe.retry;

import io.mailbuoy.contracts.event.Target;

/// To whom the load of a target counts.
///
/// @param mailbox what servers count it by, which several targets may share; the target itself
///   where it has no user
/// @param tenant empty where it has none
public record Whose(String mailbox, String tenant) {
  public static Whose of(Target target) {
    return new Whose(
        target.user() == null ? target.id() : target.user() + " at " + target.url(),
        target.tenant() == null ? "" : target.tenant());
  }
}
