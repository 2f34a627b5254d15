package io.mailbuoy.benchmarks.attribution;

import io.mailbuoy.contracts.event.Protocol;
import io.mailbuoy.contracts.event.Role;
import java.time.Duration;

/// A target that is probed from a location.
///
/// @param tenant 1, 2, 3, …; 0 for a control that belongs to no tenant
/// @param group what it is called in a scenario: `mailbox`, or the name of a control
/// @param number its number within its group, from 1
/// @param token whether a token is asked for first
record Watched(
    int tenant,
    String group,
    int number,
    String service,
    Protocol protocol,
    Role role,
    Duration interval,
    String location,
    boolean token) {
  static final String MAILBOX = "mailbox";

  String id() {
    String name = role == Role.SUBJECT ? "%s-%03d".formatted(group, number) : group;
    return tenant == 0 ? name : "t" + tenant + "-" + name;
  }

  String tenantName() {
    return "tenant-" + tenant;
  }

  boolean microsoft() {
    return !service.startsWith("own") && !service.startsWith("other");
  }
}
