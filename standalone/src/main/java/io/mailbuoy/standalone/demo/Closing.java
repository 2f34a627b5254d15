package io.mailbuoy.standalone.demo;

import io.mailbuoy.contracts.event.Alert;
import java.time.Duration;
import java.time.Instant;

/// The end of the demo: who got what and when, and whether all of it was right.
final class Closing {
  private final Screen screen;
  private final Account account;

  Closing(Screen screen, Account account) {
    this.screen = screen;
    this.account = account;
  }

  /// @return whether everything that the demo promises has happened
  boolean tell() {
    screen.heading("What each person got");
    for (Audience audience : Audience.values()) {
      screen.blank();
      screen.paragraph(audience.title());
      account.messages().stream()
          .filter(message -> message.audience() == audience)
          .forEach(message -> screen.message(message.at(), message.text()));
    }
    screen.heading("Who knew when");
    screen.blank();
    account.first().ifPresent(this::whoKnewWhen);
    screen.heading("Was it right?");
    screen.blank();
    screen.verdict(
        account.detected(),
        "detected within ten minutes, and as one outage from its first hour to its last");
    screen.verdict(account.attributed(), "attributed to Microsoft, whatever the error text says");
    screen.verdict(account.confirmed(), "confirmed by " + Story.INCIDENT + " when it appeared");
    screen.verdict(account.startFollowed(), "followed when Microsoft moved its start back");
    for (Audience audience : Audience.values()) {
      screen.verdict(
          account.told(audience), "told of the outage and of its end: " + audience.title());
    }
    screen.blank();
    screen.paragraph(
        account.complete()
            ? "That was the whole line, from a mailbox that fails to a page that arrives. './mailbuoy up' does"
                + " this with your mailboxes."
            : "Something was not as it should be. Run it again with --keep DIR and read DIR/logs.");
    screen.blank();
    return account.complete();
  }

  private void whoKnewWhen(Alert first) {
    row(Story.FAULT_BEGINS, "the outage began");
    row(first.impact().since(), "since when it fails, by Mailbuoy's estimate");
    account.messages().stream()
        .map(Account.Message::at)
        .min(Instant::compareTo)
        .ifPresent(at -> row(at, "Mailbuoy told you, " + after(at)));
    row(Story.PUBLISHED, "Microsoft told you, " + after(Story.PUBLISHED));
    row(Story.FAULT_ENDS, "the outage ended");
    account.messages().stream()
        .filter(Account.Message::ends)
        .map(Account.Message::at)
        .min(Instant::compareTo)
        .ifPresent(at ->
            row(
                at,
                "Mailbuoy told you, "
                    + words(Duration.between(Story.FAULT_ENDS, at))
                    + " after the end"));
    row(Story.CLOSED, "Microsoft closed the incident");
  }

  private void row(Instant at, String text) {
    screen.message(at, text);
  }

  private static String after(Instant moment) {
    return words(Duration.between(Story.FAULT_BEGINS, moment)) + " after it began";
  }

  private static String words(Duration duration) {
    if (duration.toDays() > 0) {
      return duration.toDays() + " days and " + duration.toHoursPart() + " hours";
    }
    long minutes = duration.toMinutes();
    return minutes == 1 ? "1 minute" : minutes + " minutes";
  }
}
