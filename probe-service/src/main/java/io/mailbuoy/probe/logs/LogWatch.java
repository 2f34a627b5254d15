package io.mailbuoy.probe.logs;

import io.mailbuoy.contracts.config.LogConfig;
import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.contracts.event.Outcome;
import io.mailbuoy.contracts.event.ProbeResult;
import io.mailbuoy.contracts.event.ProbeResult.Failure;
import io.mailbuoy.contracts.event.Protocol;
import io.mailbuoy.contracts.event.Role;
import io.mailbuoy.probe.imap.ServerAnswers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One log: what its lines say becomes results of role `subject`, with the line as the server's
/// text.
public final class LogWatch implements AutoCloseable {
  /// More mailboxes than these in one log are counted together, under the log's own name.
  private static final int MOST_USERS = 1_000;

  private static final int LONGEST_TEXT = 1_000;
  private static final Duration DEFAULT_QUIET = Duration.ofMinutes(15);

  private final LogConfig config;
  private final String location;
  private final Consumer<ProbeResult> results;
  private final Clock clock;
  private final LogTail tail;
  private final LineReader reader;
  private final LineTime time;
  private final Sampler sampler;
  private final Optional<Silences> silences;
  private final Set<String> users = new HashSet<>();
  private long read;

  LogWatch(
      LogConfig config,
      String location,
      LogFormats formats,
      ServerAnswers answers,
      Consumer<ProbeResult> results,
      Clock clock) {
    this.config = config;
    this.location = location;
    this.results = results;
    this.clock = clock;
    this.tail =
        new LogTail(
            config.file(),
            config.from().equals("start") ? LogTail.Start.AT_BEGINNING : LogTail.Start.AT_END,
            LogTail.Limits.USUAL);
    boolean own = config.format().equals("regex");
    List<String> successes = config.successes().orElse(List.of());
    this.reader =
        own
            ? new OwnFormat(config.failures().orElse(List.of()), successes, answers)
            : formats.reader(config.format());
    this.time = new LineTime(config.timeZone().map(ZoneId::of).orElseGet(ZoneId::systemDefault));
    this.sampler = new Sampler(config.mostPerSecond());
    Optional<Duration> known =
        own
            ? Optional.of(DEFAULT_QUIET).filter(quiet -> successes.isEmpty())
            : formats.quietAfter(config.format());
    this.silences = config.quietAfter().or(() -> known).map(Silences::new);
  }

  /// The log's name.
  public String id() {
    return config.id();
  }

  /// How many lines were read.
  public synchronized long lines() {
    return read;
  }

  /// How many results were left out, because there were too many.
  public synchronized long leftOut() {
    return sampler.leftOut();
  }

  /// How many bytes were passed over, because the log grew faster than it is read.
  public synchronized long skippedBytes() {
    return tail.skipped();
  }

  /// Reads what is new, and says what it means. It is called once a second.
  synchronized void turn() {
    List<Evidence> found = new ArrayList<>();
    Instant now = clock.instant();
    tail.turn((line, origin) -> {
      read++;
      Finding finding = reader.read(line);
      switch (finding) {
        case Finding.Nothing _ -> {}
        case Finding.Worked worked -> found.add(evidence(worked, worked.time(), line, origin, now));
        case Finding.Failed failed -> found.add(evidence(failed, failed.time(), line, origin, now));
      }
    });
    found.forEach(each -> note(each, now));
    sampler.take(found, now).forEach(this::publish);
    if (tail.isFollowing()) {
      silences.ifPresent(quiet -> quiet.due(now).forEach(target -> publishQuiet(target, now)));
    }
  }

  private Evidence evidence(
      Finding finding, Optional<String> written, String line, String origin, Instant now) {
    Instant at = time.of(written.orElse(line), now).orElse(now);
    return new Evidence(finding, line, origin, at);
  }

  private void note(Evidence evidence, Instant now) {
    silences.ifPresent(quiet -> {
      switch (evidence.finding()) {
        case Finding.Nothing _ -> {}
        case Finding.Worked(var user, var _) -> quiet.worked(target(user));
        case Finding.Failed(var user, var _, var _, var _, boolean _) ->
            quiet.failed(target(user), now);
      }
    });
  }

  private void publish(Evidence evidence) {
    switch (evidence.finding()) {
      case Finding.Nothing _ -> {}
      case Finding.Worked(var user, var _) ->
          results.accept(result(id(evidence), target(user), evidence.at(), null));
      case Finding.Failed(var user, var _, var phase, var kind, boolean retryable) -> {
        String text = LineRedaction.of(printable(evidence.line()));
        results.accept(
            result(
                id(evidence),
                target(user),
                evidence.at(),
                new Failure(phase, kind, text, retryable)));
      }
    }
  }

  private void publishQuiet(String target, Instant now) {
    results.accept(
        result(UUID.nameUUIDFromBytes(bytes(location, target, "quiet", now)), target, now, null));
  }

  /// The same line has the same id whenever it is read, so that it counts once.
  private UUID id(Evidence evidence) {
    return UUID.nameUUIDFromBytes(bytes(location, config.id(), evidence.origin(), evidence.line()));
  }

  private static byte[] bytes(Object... parts) {
    StringBuilder name = new StringBuilder();
    for (Object part : parts) {
      name.append(part).append('\n');
    }
    return name.toString().getBytes(StandardCharsets.UTF_8);
  }

  private String target(Optional<String> user) {
    if (!config.perUser() || user.isEmpty()) {
      return config.id();
    }
    String name = user.get();
    boolean known = users.contains(name) || (users.size() < MOST_USERS && users.add(name));
    return known ? config.id() + "/" + name : config.id();
  }

  private static String printable(String line) {
    String plain = line.replaceAll("\\p{Cntrl}", " ").strip();
    return plain.length() <= LONGEST_TEXT ? plain : plain.substring(0, LONGEST_TEXT - 1) + "…";
  }

  private ProbeResult result(UUID id, String target, Instant at, @Nullable Failure failure) {
    return new ProbeResult(
        id.toString(),
        id.toString(),
        target,
        config.tenant().orElse(null),
        location,
        config.service(),
        Open.read(Protocol.class, config.protocol()),
        Open.of(Role.SUBJECT),
        at.truncatedTo(ChronoUnit.MILLIS),
        0,
        1,
        Open.of(failure == null ? Outcome.SUCCESS : Outcome.FAILURE),
        List.of(), // how long a step took, no log says
        failure,
        null,
        null);
  }

  @Override
  public synchronized void close() {
    tail.close();
  }
}
