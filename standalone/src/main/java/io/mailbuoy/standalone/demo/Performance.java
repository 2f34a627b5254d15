package io.mailbuoy.standalone.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.mailbuoy.contracts.time.StoryClock;
import io.mailbuoy.testbed.WebhookReceiver.Received;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Plays the story on the stage: turns the faults on and off at their time, and notes what people
/// get.
final class Performance implements AutoCloseable {
  private static final Duration LOOK_INTO_MAILBOX_EVERY = Duration.ofMillis(50);

  private final Stage stage;
  private final StoryClock clock;
  private final Narrator narrator;
  private final Account account;
  private final ScheduledExecutorService cues = Executors.newSingleThreadScheduledExecutor();
  private final CountDownLatch ended = new CountDownLatch(1);
  private int mailsRead;

  Performance(Stage stage, StoryClock clock, Narrator narrator, Account account) {
    this.stage = stage;
    this.clock = clock;
    this.narrator = narrator;
    this.account = account;
  }

  /// Begins, and returns at once.
  void begin() {
    stage.pagerDuty.onReceived(this::paged);
    stage.teams.onReceived(this::posted);
    Future<?> _ =
        cues.scheduleWithFixedDelay(
            this::readMail, 0, LOOK_INTO_MAILBOX_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    cue(
        Story.FAULT_BEGINS,
        stage::faultBegins,
        "a deployment makes Microsoft's IMAP servers refuse about three logins in ten. Outlook works, so"
            + " Microsoft does not notice.");
    cue(
        Story.PUBLISHED,
        stage::incidentPublished,
        "Microsoft publishes "
            + Story.INCIDENT
            + " in the admin centre. It says that it began today at 04:35.");
    cue(Story.FAULT_ENDS, stage::faultEnds, "Microsoft's fix reaches the last server.");
    cue(
        Story.CLOSED,
        stage::incidentClosed,
        "Microsoft closes " + Story.INCIDENT + " and moves its start back to 2 January 00:00.");
    at(Story.END, ended::countDown);
  }

  /// Waits for the end of the story.
  void awaitEnd() throws InterruptedException {
    ended.await();
  }

  @Override
  public void close() {
    cues.shutdownNow();
  }

  private void cue(Instant moment, Runnable action, String truth) {
    at(
        moment,
        () -> {
          narrator.aside(moment, truth);
          action.run();
        });
  }

  private void at(Instant moment, Runnable action) {
    Duration wait = Duration.between(Instant.now(), clock.realTimeOf(moment));
    Future<?> _ = cues.schedule(action, Math.max(0, wait.toMillis()), TimeUnit.MILLISECONDS);
  }

  private void paged(Received event) {
    JsonNode json = event.json();
    String action = json.path("event_action").asText();
    note(
        Audience.ON_CALL,
        action.equals("resolve"),
        action + (action.equals("trigger") ? ", " + json.at("/payload/summary").asText() : ""));
  }

  private void posted(Received event) {
    JsonNode attachment = event.json().path("attachments").path(0).path("content");
    String text =
        attachment.path("fallbackText").asText(attachment.at("/body/0/text").asText("a card"));
    note(Audience.TEAM, isEnd(text), text);
  }

  private void readMail() {
    var mails = stage.mail.received();
    for (; mailsRead < mails.size(); mailsRead++) {
      mailed(mails.get(mailsRead));
    }
  }

  private void mailed(MimeMessage mail) {
    try {
      String text = MailText.of(mail);
      note(Audience.OPERATIONS, isEnd(text), "\"" + mail.getSubject() + "\": " + firstLine(text));
    } catch (MessagingException e) {
      note(Audience.OPERATIONS, false, "a mail that cannot be read: " + e.getMessage());
    }
  }

  private static String firstLine(String text) {
    return text.lines().filter(line -> !line.isBlank()).findFirst().orElse("");
  }

  private static boolean isEnd(String text) {
    return text.toLowerCase(Locale.ROOT).contains("resolved");
  }

  private void note(Audience audience, boolean ends, String text) {
    Instant now = clock.instant();
    account.add(new Account.Message(now, audience, ends, text));
    narrator.told(now, audience, text);
  }
}
