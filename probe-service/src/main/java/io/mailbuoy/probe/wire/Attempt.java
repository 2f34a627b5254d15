package io.mailbuoy.probe.wire;

import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.contracts.event.ProbeResult.Server;
import io.mailbuoy.contracts.event.ProbeResult.Tls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// One attempt to use a target, from its first phase to its end, whatever that is. It notes what is
/// learned on the way.
///
/// This is the one place where the failures of all probes become values.
public final class Attempt {
  private static final Logger LOG = Logger.getLogger(Attempt.class);

  private final Deadline deadline;
  private final NameResolver names;
  private @Nullable Phases phases;
  private @Nullable String address;
  private @Nullable String greeting;
  private @Nullable String frontEnd;
  private @Nullable Tls tls;
  private Redaction redaction = Redaction.none();
  private Duration rest = Duration.ZERO;

  private Attempt(Deadline deadline, NameResolver names) {
    this.deadline = deadline;
    this.names = names;
  }

  /// What a probe does. It returns where everything worked.
  public interface Steps {
    void take(Attempt attempt) throws IOException, FaultException;
  }

  /// Takes the steps until they are done, one fails, or the time is over. Never throws.
  ///
  /// @param timeout for all steps together
  public static Observation run(Network network, Duration timeout, Steps steps) {
    try (Deadline deadline = network.deadlines().in(timeout)) {
      Attempt attempt = new Attempt(deadline, network.names());
      return attempt.observe(steps);
    }
  }

  private Observation observe(Steps steps) {
    Observation.End end;
    try {
      steps.take(this);
      end = new Observation.Worked(rest);
    } catch (FaultException e) {
      end = failed(e.fault());
    } catch (IOException e) {
      end = failed(Faults.of(e, phase(), deadline.expired()));
    } catch (RuntimeException e) {
      LOG.errorf(e, "a probe failed by a fault of its own in the phase %s", phase());
      end = failed(Fault.passing(FailureKind.UNKNOWN, null));
    }
    @Nullable Server server =
        address == null && greeting == null ? null : new Server(address, greeting, frontEnd);
    return new Observation(phases == null ? java.util.List.of() : phases.stop(), end, server, tls);
  }

  private Observation.End failed(Fault fault) {
    boolean silent = fault.serverText() == null && fault.detail() == null && deadline.expired();
    Fault told = silent ? fault.because(deadline.told()) : fault;
    return new Observation.Failed(phase(), told.redacted(redaction));
  }

  private Phase phase() {
    return phases == null ? Phase.UNKNOWN : phases.current();
  }

  /// Looks up and connects.
  public Wire connect(Endpoint endpoint) throws IOException, FaultException {
    return Wire.connect(endpoint, this, names);
  }

  /// Begins the next phase.
  public void begin(Phase phase) {
    deadline.enter(phase);
    if (phases == null) {
      phases = Phases.startWith(phase);
    } else {
      phases.begin(phase);
    }
  }

  /// The phase that runs has its answer: what follows of it is not counted into its time.
  public void answered() {
    if (phases != null) {
      phases.answered();
    }
  }

  public Deadline deadline() {
    return deadline;
  }

  /// What must not appear in the server's words.
  public void secrets(Redaction secrets) {
    redaction = redaction.and(secrets);
  }

  /// How long the target is better left alone after this attempt, where it works.
  public void rest(Duration afterwards) {
    rest = afterwards;
  }

  /// Who is asked: address and port.
  public void address(InetSocketAddress asked) {
    address = Wire.shown(asked.getAddress(), asked.getPort());
  }

  void tls(Tls negotiated) {
    tls = negotiated;
  }

  /// The server's first line, verbatim, and cut where it is longer than any that means well.
  public void greeting(String line) {
    greeting = Fault.shortened(line);
  }

  /// The name of the server behind the address.
  public void frontEnd(String name) {
    frontEnd = name;
  }
}
