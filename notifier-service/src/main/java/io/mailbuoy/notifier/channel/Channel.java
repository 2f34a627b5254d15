package io.mailbuoy.notifier.channel;

import java.util.List;

/// A way to tell people. An implementation is used by one thread at a time.
public interface Channel {
  /// The name in the configuration, which is what logs and receipts say.
  String name();

  ChannelKind kind();

  /// Makes one attempt, within the configured time-out, and never throws: whatever goes wrong is an
  /// outcome.
  Outcome deliver(Notification notification);

  /// How many alerts one message can name, so that nobody counts as told of an alert that stood
  /// nowhere. 1 where each is told by itself: a receiver that keeps an incident for each alert, or
  /// a program that reads one event after the other.
  default int room() {
    return 1;
  }

  /// Makes one attempt to tell of several alerts in one message, as [#deliver(Notification)] does.
  ///
  /// A receiver that keeps an incident for each alert has no such message; the check of the
  /// configuration lets none get there.
  default Outcome deliver(Group group) {
    return new Outcome.Permanent("a channel of this type is told of each alert by itself");
  }

  /// What would be sent, as text, without the credentials that go with it.
  String preview(Notification notification);

  /// The same of a digest; empty where the channel has none.
  default String preview(Group group) {
    return "";
  }

  /// What is wrong with the channel's templates when they are given this example, each fault with
  /// file and line.
  List<String> templateFaults(Notification example);

  /// How fast messages may follow each other.
  Pace pace();
}
