package io.mailbuoy.probe.token;

import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.probe.wire.Deadline;
import io.mailbuoy.probe.wire.Fault;
import io.mailbuoy.probe.wire.Faults;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The tokens of one tenant's client. Each is asked for once and used until shortly before its end:
/// who asks for the same token over and over is refused with AADSTS50196.
///
/// Whoever needs a token that is just being asked for waits for it, each as long as its own
/// deadline allows. A refusal stands for a moment, so that many mailboxes do not storm an issuer in
/// trouble. An issuer that asks to be left alone is: the client is not asked for with any scope
/// before that is over, by no mailbox and no control of the tenant.
public final class Tokens {
  private static final Duration REFUSAL_STANDS = Duration.ofSeconds(2);

  /// Nobody is left alone for longer, whatever it asks for.
  private static final Duration LONGEST_QUIET = Duration.ofHours(1);

  private static final Duration DISTRUSTED_AFTER = Duration.ofMinutes(5);

  /// No question to the issuer takes longer, whoever waits for it.
  private static final Duration LONGEST_FLIGHT = Duration.ofSeconds(10);

  private final TokenEndpoint endpoint;
  private final LongSupplier nanoTime;
  private final Map<Scope, Held> held = new HashMap<>();
  private final Map<Scope, CompletableFuture<TokenOutcome>> flights = new HashMap<>();

  /// The refusal that asked to be left alone, while that lasts.
  private @Nullable Held quiet;

  private final AtomicLong hits = new AtomicLong();
  private final AtomicLong questions = new AtomicLong();

  /// @param nanoTime a monotonic clock
  public Tokens(TokenEndpoint endpoint, LongSupplier nanoTime) {
    this.endpoint = endpoint;
    this.nanoTime = nanoTime;
  }

  /// How often a token came from the cache.
  public long hits() {
    return hits.get();
  }

  /// How often the issuer was asked.
  public long questions() {
    return questions.get();
  }

  private record Held(TokenOutcome outcome, long asked, long until) {}

  /// Somebody refused a token that the issuer takes for good: the next one is asked for anew, but
  /// not sooner than in five minutes after this one.
  public synchronized void distrust(Scope scope) {
    Held known = held.get(scope);
    if (known != null && nanoTime.getAsLong() - known.asked() > DISTRUSTED_AFTER.toNanos()) {
      held.remove(scope);
    }
  }

  /// A token, from the cache where there is one.
  public TokenOutcome get(Scope scope, Deadline deadline) {
    CompletableFuture<TokenOutcome> flight;
    synchronized (this) {
      Held known = held.get(scope);
      if (known != null && nanoTime.getAsLong() - known.until() < 0) {
        hits.incrementAndGet();
        return switch (known.outcome()) {
          case TokenOutcome.Granted(var token, var _) ->
              new TokenOutcome.Granted(token, TokenOutcome.Origin.CACHE);
          case TokenOutcome.Refused refused -> refused;
        };
      }
      flight = flight(scope);
    }
    return await(flight, deadline);
  }

  /// A new token, whatever the cache holds; the cache holds it from then on. A refusal does not
  /// take away a token that still works.
  public TokenOutcome renew(Scope scope, Deadline deadline) {
    CompletableFuture<TokenOutcome> flight;
    synchronized (this) {
      flight = flight(scope);
    }
    return await(flight, deadline);
  }

  private CompletableFuture<TokenOutcome> flight(Scope scope) {
    @Nullable CompletableFuture<TokenOutcome> running = flights.get(scope);
    if (running != null) {
      return running;
    }
    if (quiet != null && nanoTime.getAsLong() - quiet.until() < 0) {
      return CompletableFuture.completedFuture(quiet.outcome());
    }
    CompletableFuture<TokenOutcome> flight = new CompletableFuture<>();
    flights.put(scope, flight);
    Thread.ofVirtual().name("token-flight").start(() -> flight.complete(ask(scope)));
    return flight;
  }

  private TokenOutcome ask(Scope scope) {
    long asked = nanoTime.getAsLong();
    questions.incrementAndGet();
    TokenEndpoint.Answer answer = endpoint.ask(scope, LONGEST_FLIGHT);
    synchronized (this) {
      flights.remove(scope);
      return switch (answer) {
        case TokenEndpoint.Answer.Issued(var token, var lifetime) -> {
          TokenOutcome granted = new TokenOutcome.Granted(token, TokenOutcome.Origin.ISSUER);
          held.put(scope, new Held(granted, asked, asked + usable(lifetime).toNanos()));
          yield granted;
        }
        case TokenEndpoint.Answer.Failed(Fault fault) -> {
          TokenOutcome refused = new TokenOutcome.Refused(fault);
          fault
              .backOff()
              .ifPresent(backOff -> {
                Duration alone = backOff.compareTo(LONGEST_QUIET) > 0 ? LONGEST_QUIET : backOff;
                quiet = new Held(refused, asked, nanoTime.getAsLong() + alone.toNanos());
              });
          Held known = held.get(scope);
          if (known == null || nanoTime.getAsLong() - known.until() >= 0) {
            held.put(
                scope, new Held(refused, asked, nanoTime.getAsLong() + REFUSAL_STANDS.toNanos()));
          }
          yield refused;
        }
      };
    }
  }

  /// A token is given up a tenth of its life before its end, and at most five minutes.
  private static Duration usable(Duration lifetime) {
    Duration tenth = lifetime.dividedBy(10);
    Duration margin = tenth.compareTo(Duration.ofMinutes(5)) > 0 ? Duration.ofMinutes(5) : tenth;
    return lifetime.minus(margin);
  }

  private static TokenOutcome await(CompletableFuture<TokenOutcome> flight, Deadline deadline) {
    try {
      return flight.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return new TokenOutcome.Refused(Faults.silence(Phase.TOKEN));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new TokenOutcome.Refused(Faults.silence(Phase.TOKEN));
    } catch (ExecutionException e) {
      throw new IllegalStateException("asking for a token never fails this way", e);
    }
  }
}
