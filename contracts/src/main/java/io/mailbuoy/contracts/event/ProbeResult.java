package io.mailbuoy.contracts.event;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one attempt to use a target showed, phase by phase, as it happened. A retry is a result of
/// its own.
///
/// @param id unique; a result that arrives twice has the same one
/// @param cycle joins the attempts of one scheduled probe
/// @param targetId which target of the configuration was probed
/// @param tenant whose it is; absent for a control that serves every tenant
/// @param location where the probe ran
/// @param service `exchange-online`, `entra-id`, `outlook-web`, `m365-admin-centre`, or a name of
///   the user's own
/// @param protocol what was spoken
/// @param role whether people depend on the target or it is only asked to tell causes apart
/// @param startedAt when the attempt began
/// @param durationMillis how long it took in all, in milliseconds
/// @param attempt 1, and 2, 3, … for the retries that follow a failure
/// @param outcome success or failure
/// @param phases the phases that were reached, in order, each with its own duration
/// @param failure what went wrong; present exactly when the outcome is a failure
/// @param server what is known of the server that answered
/// @param tls what was negotiated, where TLS was
public record ProbeResult(
    String id,
    String cycle,
    String targetId,
    @Nullable String tenant,
    String location,
    String service,
    Open<Protocol> protocol,
    Open<Role> role,
    Instant startedAt,
    long durationMillis,
    int attempt,
    Open<Outcome> outcome,
    List<PhaseTiming> phases,
    @Nullable Failure failure,
    @Nullable Server server,
    @Nullable Tls tls) {

  /// Where a location is not named.
  public static final String DEFAULT_LOCATION = "default";

  /// @throws IllegalArgumentException naming the field, where a result says too little to be used
  public ProbeResult {
    Require.text("targetId", targetId);
    Require.text("service", service);
    Require.present("protocol", protocol);
    Require.present("startedAt", startedAt);
    Require.present("outcome", outcome);
    Require.notNegative("durationMillis", durationMillis);
    location = Require.textOr(location, DEFAULT_LOCATION);
    role = role == null ? Open.of(Role.SUBJECT) : role;
    attempt = Math.max(1, attempt);
    id = Require.textOr(id, targetId + "@" + location + "@" + startedAt + "#" + attempt);
    cycle = Require.textOr(cycle, id);
    phases = Require.list("phases", phases);
    if (outcome.is(Outcome.FAILURE) && failure == null) {
      throw new IllegalArgumentException(
          "the outcome is a failure and the field 'failure' is missing");
    }
  }

  /// How long one phase took.
  ///
  /// @param millis the phase's own duration in milliseconds
  public record PhaseTiming(Open<Phase> phase, long millis) {
    public PhaseTiming {
      Require.present("phases[].phase", phase);
      Require.notNegative("phases[].millis", millis);
    }

    public PhaseTiming(Phase phase, long millis) {
      this(Open.of(phase), millis);
    }
  }

  /// What went wrong, and in which phase.
  ///
  /// @param serverText the server's own words, verbatim; absent where it said nothing
  /// @param retryable whether the same attempt may succeed a moment later
  /// @param detail what the probe knows beyond that, in its own words: which certificate has
  ///   expired, for example
  public record Failure(
      Open<Phase> phase,
      Open<FailureKind> kind,
      @Nullable String serverText,
      boolean retryable,
      @Nullable String detail) {
    public Failure {
      Require.present("failure.phase", phase);
      Require.present("failure.kind", kind);
    }

    public Failure(
        Open<Phase> phase, Open<FailureKind> kind, @Nullable String serverText, boolean retryable) {
      this(phase, kind, serverText, retryable, null);
    }

    public Failure(Phase phase, FailureKind kind, @Nullable String serverText, boolean retryable) {
      this(Open.of(phase), Open.of(kind), serverText, retryable);
    }
  }

  /// What is known of the server that answered.
  ///
  /// @param address address and port
  /// @param greeting its first line, verbatim
  /// @param frontEnd the name of the front-end server that Exchange hides in its greeting
  public record Server(
      @Nullable String address, @Nullable String greeting, @Nullable String frontEnd) {}

  /// What was negotiated, or shown before it failed.
  ///
  /// @param notAfter when the server's certificate expires
  /// @param chain the certificates that the server sent, its own first
  public record Tls(
      @Nullable String protocol,
      @Nullable String cipher,
      @Nullable Instant notAfter,
      @Nullable List<Certificate> chain) {
    public Tls(@Nullable String protocol, @Nullable String cipher, @Nullable Instant notAfter) {
      this(protocol, cipher, notAfter, null);
    }
  }

  /// One certificate of a server.
  ///
  /// @param subject whose it is
  /// @param issuer who has signed it
  /// @param names the hosts that it is for; only of the server's own certificate
  /// @param notAfter when it expires
  public record Certificate(
      @Nullable String subject,
      @Nullable String issuer,
      @Nullable List<String> names,
      @Nullable Instant notAfter) {}
}
