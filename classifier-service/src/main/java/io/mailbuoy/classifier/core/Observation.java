package io.mailbuoy.classifier.core;

import io.mailbuoy.classifier.core.detection.Span;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.contracts.event.Outcome;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.contracts.event.ProbeResult;
import io.mailbuoy.contracts.event.Protocol;
import io.mailbuoy.contracts.event.Role;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the classifier takes from a probe result.
///
/// @param idHash 64 bits of the result's id, by which a second arrival is known
/// @param tenant whose it is; empty where the result names none
/// @param at when the attempt began, in milliseconds since 1970
/// @param kind what went wrong; absent where it succeeded
/// @param phase where it went wrong; [Phase#UNKNOWN] where it succeeded
/// @param tokenIssued whether a token was obtained before what came afterwards went wrong
/// @param phaseMillis how long each phase took that was reached, in milliseconds
/// @param durationMillis how long the attempt took in all, in milliseconds; 0 where unknown
/// @param certificateEnds when the server's certificate expires, in milliseconds since 1970; 0
///   where unknown
public record Observation(
    long idHash,
    String targetId,
    String tenant,
    String location,
    String service,
    Open<Protocol> protocol,
    boolean control,
    long at,
    int attempt,
    @Nullable FailureKind kind,
    Phase phase,
    boolean tokenIssued,
    @Nullable String serverText,
    Map<Phase, Integer> phaseMillis,
    int durationMillis,
    long certificateEnds) {
  private static final int LONGEST_TEXT = 200;
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  /// Reads a result. An outcome that this version does not know counts as a failure of unknown kind
  /// only where the result says what failed.
  public static Observation of(ProbeResult result) {
    ProbeResult.Failure failure = result.outcome().is(Outcome.SUCCESS) ? null : result.failure();
    Map<Phase, Integer> millis = new EnumMap<>(Phase.class);
    for (ProbeResult.PhaseTiming timing : result.phases()) {
      millis.put(timing.phase().value(), (int) Math.min(timing.millis(), Integer.MAX_VALUE));
    }
    boolean token =
        failure != null && millis.containsKey(Phase.TOKEN) && !failure.phase().is(Phase.TOKEN);
    return new Observation(
        hash(result.id()),
        result.targetId(),
        result.tenant() == null ? "" : result.tenant(),
        result.location(),
        result.service(),
        result.protocol(),
        result.role().is(Role.CONTROL),
        result.startedAt().toEpochMilli(),
        result.attempt(),
        failure == null ? null : failure.kind().value(),
        failure == null ? Phase.UNKNOWN : failure.phase().value(),
        token,
        failure == null ? null : shortened(failure.serverText()),
        millis,
        (int) Math.min(result.durationMillis(), Integer.MAX_VALUE),
        result.tls() == null || result.tls().notAfter() == null
            ? 0
            : result.tls().notAfter().toEpochMilli());
  }

  /// Whether the attempt failed.
  public boolean failed() {
    return kind != null;
  }

  /// Whether it is the first attempt of its cycle, which alone counts as a sample of the failure
  /// rate.
  public boolean first() {
    return attempt <= 1;
  }

  /// How long it took in one respect, in milliseconds; 0 where unknown.
  public int millis(Span span) {
    Phase timed = span.phase();
    return timed == null ? durationMillis : phaseMillis.getOrDefault(timed, 0);
  }

  private static @Nullable String shortened(@Nullable String text) {
    return text == null || text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT);
  }

  /// FNV-1a with a final mix, because ids often differ in their last character only.
  static long hash(String id) {
    long hash = FNV_OFFSET;
    for (int i = 0; i < id.length(); i++) {
      hash = (hash ^ id.charAt(i)) * FNV_PRIME;
    }
    hash ^= hash >>> 32;
    return hash * 0x9E3779B97F4A7C15L;
  }
}
