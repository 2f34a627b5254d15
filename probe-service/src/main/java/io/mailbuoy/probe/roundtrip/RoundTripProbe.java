package io.mailbuoy.probe.roundtrip;

import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.probe.Probe;
import io.mailbuoy.probe.imap.ImapServer;
import io.mailbuoy.probe.imap.OpenMailbox;
import io.mailbuoy.probe.login.Credentials;
import io.mailbuoy.probe.login.Login;
import io.mailbuoy.probe.mail.SmtpDialogue;
import io.mailbuoy.probe.wire.Attempt;
import io.mailbuoy.probe.wire.Fault;
import io.mailbuoy.probe.wire.FaultException;
import io.mailbuoy.probe.wire.Network;
import io.mailbuoy.probe.wire.Observation;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Sends one marked message and waits for it in the mailbox:
///
/// 1. Open the mailbox, and delete what earlier round trips of this target have left there: a probe
///    that was stopped between sending and deleting, or a message that came too late.
/// 2. Hand the message in. That comes second, so that nothing is sent to a mailbox that cannot be
///    opened, and so that the phase `deliver` begins with the relay's "accepted": its time is the
///    message's delay.
/// 3. Look for it in the inbox and in the junk folder until it is there or its time is over.
/// 4. Delete it. Arrived in the junk folder it is a failure, for nobody looks there.
///
/// Nothing is touched but messages that carry this target's [Marker].
public final class RoundTripProbe implements Probe {
  private static final String INBOX = "INBOX";
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final Network network;
  private final Mailbox mailbox;
  private final Relay relay;
  private final Trip trip;
  private final Clock clock;

  /// Where the message is found.
  ///
  /// @param junkFolder where it must not arrive
  public record Mailbox(ImapServer server, Credentials credentials, String junkFolder) {}

  /// Where the message is handed in.
  ///
  /// @param from the sender's address
  /// @param to the mailbox's address
  public record Relay(
      SmtpDialogue.Server server, Credentials credentials, String from, String to) {}

  /// @param targetId whose messages these are
  /// @param within how long the message may take
  /// @param whole how long everything may take, the message included
  public record Trip(String targetId, Duration within, Duration whole) {}

  public RoundTripProbe(Network network, Mailbox mailbox, Relay relay, Trip trip, Clock clock) {
    this.network = network;
    this.mailbox = mailbox;
    this.relay = relay;
    this.trip = trip;
    this.clock = clock;
  }

  @Override
  public Observation observe() {
    return Attempt.run(network, trip.whole(), this::take);
  }

  private void take(Attempt attempt) throws IOException, FaultException {
    Login reader = Login.prepare(mailbox.credentials(), mailbox.server().endpoint(), attempt);
    Login sender = Login.prepare(relay.credentials(), relay.server().endpoint(), attempt);
    try (OpenMailbox open = OpenMailbox.open(attempt, mailbox.server(), reader)) {
      attempt.begin(Phase.EXAMINE);
      List<String> folders = tidied(open);
      Instant now = clock.instant();
      Marker marker = Marker.of(trip.targetId(), now.plus(trip.whole()));
      submit(attempt, sender, new Letter(relay.from(), relay.to(), marker, now));
      String folder = await(open, folders, marker);
      attempt.answered();
      if (!folder.equals(INBOX)) {
        throw new FaultException(
            Fault.lasting(FailureKind.DELIVERED_TO_JUNK, null)
                .because("the message has arrived in the folder " + folder));
      }
      open.leave();
    }
  }

  /// Deletes what was left over, and says in which folders a message may arrive.
  private List<String> tidied(OpenMailbox open) throws IOException, FaultException {
    List<String> folders = new ArrayList<>();
    if (open.selectIfThere(mailbox.junkFolder()) == OpenMailbox.Folder.OPEN) {
      tidy(open);
      folders.add(mailbox.junkFolder());
    }
    open.select(INBOX);
    tidy(open);
    folders.addFirst(INBOX);
    return folders;
  }

  private void tidy(OpenMailbox open) throws IOException, FaultException {
    String owner = Marker.owner(trip.targetId());
    Instant now = clock.instant();
    open.delete(
        open.find(Marker.HEADER, owner).entrySet().stream()
            .filter(found ->
                Marker.read(found.getValue())
                    .filter(marker -> marker.leftOverBy(owner, now))
                    .isPresent())
            .map(Map.Entry::getKey)
            .toList());
  }

  private void submit(Attempt attempt, Login sender, Letter letter)
      throws IOException, FaultException {
    try (SmtpDialogue smtp = SmtpDialogue.open(attempt, relay.server())) {
      smtp.enter(sender);
      smtp.submit(letter.from(), letter.to(), letter.lines());
      attempt.begin(Phase.DELIVER);
      smtp.turnAway();
    }
  }

  /// Waits for the message, and deletes it.
  ///
  /// @return where it was
  private String await(OpenMailbox open, List<String> folders, Marker marker)
      throws IOException, FaultException {
    long began = System.nanoTime();
    Duration pause = FIRST_PAUSE;
    while (true) {
      Optional<String> folder = lookFor(marker, open, folders);
      if (folder.isPresent()) {
        return folder.get();
      }
      Duration left = trip.within().minusNanos(System.nanoTime() - began);
      if (!left.isPositive()) {
        throw new FaultException(
            Fault.lasting(FailureKind.NOT_DELIVERED, null)
                .because(
                    "the message was accepted and is not there after "
                        + trip.within().toSeconds()
                        + " s"));
      }
      rest(pause.compareTo(left) < 0 ? pause : left);
      pause = pause.multipliedBy(2);
      pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }
  }

  private static Optional<String> lookFor(Marker marker, OpenMailbox open, List<String> folders)
      throws IOException, FaultException {
    for (String folder : folders) {
      open.select(folder);
      List<Long> found = List.copyOf(open.find(Marker.HEADER, marker.token()).keySet());
      if (!found.isEmpty()) {
        open.delete(found);
        return Optional.of(folder);
      }
    }
    return Optional.empty();
  }

  private static void rest(Duration time) throws InterruptedIOException {
    try {
      boolean _ = new Semaphore(0).tryAcquire(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for a message");
    }
  }
}
