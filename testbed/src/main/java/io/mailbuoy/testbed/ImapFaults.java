package io.mailbuoy.testbed;

import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/// The switchboard of an [ExchangeImapServer]. Any thread may turn any switch at any time; a
/// session looks at each stage again.
///
/// Rates are drawn from one seeded source per mailbox, so that a run can be repeated whatever order
/// the mailboxes are visited in.
public final class ImapFaults {
  private static final ImapFault NONE = new ImapFault.None();
  private static final long SEED = 1215307L;

  private final Map<String, ImapFault> byUser = new ConcurrentHashMap<>();
  private final Map<ImapStage, Duration> delays = new ConcurrentHashMap<>();
  private final Map<String, Random> chances = new ConcurrentHashMap<>();
  private volatile ImapFault everywhere = NONE;

  ImapFaults() {}

  /// Turns a fault on for every mailbox that has none of its own.
  public void set(ImapFault fault) {
    everywhere = fault;
  }

  /// Turns a fault on for one mailbox.
  public void set(String user, ImapFault fault) {
    byUser.put(ExchangeImapServer.normalised(user), fault);
  }

  /// No faults any more, for anybody. Delays stay.
  public void clear() {
    everywhere = NONE;
    byUser.clear();
  }

  /// One mailbox follows the fault of all again.
  public void clear(String user) {
    byUser.remove(ExchangeImapServer.normalised(user));
  }

  /// How long the server takes before it answers at a stage. Zero turns the delay off.
  public void delay(ImapStage stage, Duration delay) {
    delays.put(stage, delay);
  }

  /// How long the greeting takes.
  public void greetingDelay(Duration delay) {
    delay(ImapStage.GREETING, delay);
  }

  /// How long `AUTHENTICATE` and `LOGIN` take.
  public void authenticateDelay(Duration delay) {
    delay(ImapStage.AUTHENTICATE, delay);
  }

  /// How long `EXAMINE` and the other mailbox commands take.
  public void examineDelay(Duration delay) {
    delay(ImapStage.EXAMINE, delay);
  }

  /// No delays any more.
  public void clearDelays() {
    delays.clear();
  }

  ImapFault everywhere() {
    return everywhere;
  }

  ImapFault of(String user) {
    return byUser.getOrDefault(user, everywhere);
  }

  Duration delayAt(ImapStage stage) {
    return delays.getOrDefault(stage, Duration.ZERO);
  }

  boolean strikes(String user, double rate) {
    Random chance = chances.computeIfAbsent(user, name -> new Random(SEED ^ name.hashCode()));
    return chance.nextDouble() < rate;
  }
}
