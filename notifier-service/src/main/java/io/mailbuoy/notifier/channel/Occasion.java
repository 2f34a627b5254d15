package io.mailbuoy.notifier.channel;

import java.time.Duration;
import java.time.Instant;

/// Why several alerts are told in one message.
public sealed interface Occasion {
  /// In a sentence, for people.
  String words();

  /// It was collected for so long, and is of severity `info`.
  record Digest(Duration period) implements Occasion {
    @Override
    public String words() {
      return "What was collected here since the last digest, every " + Text.length(period);
    }
  }

  /// The channel waits for so long for more to tell.
  record Waited(Duration length) implements Occasion {
    @Override
    public String words() {
      return "Told together: it came within " + Text.length(length);
    }
  }

  /// The receiver takes only so many messages.
  record Limited() implements Occasion {
    @Override
    public String words() {
      return "Told together: this channel takes only so many messages in a time";
    }
  }

  /// The receiver took nothing for some time, and takes messages again.
  record Away(Instant from, Instant until) implements Occasion {
    @Override
    public String words() {
      return "Told together: this channel could not be told from "
          + Text.time(from)
          + " to "
          + Text.time(until);
    }
  }

  /// The notifier has started, or has taken alerts over from another replica.
  record Started() implements Occasion {
    @Override
    public String words() {
      return "Told together: it was waiting when the notifier started";
    }
  }
}
