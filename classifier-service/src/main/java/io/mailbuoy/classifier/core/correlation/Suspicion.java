package io.mailbuoy.classifier.core.correlation;

import io.mailbuoy.contracts.event.Cause;
import io.mailbuoy.contracts.event.Pattern;
import io.mailbuoy.contracts.event.Protocol;
import java.time.Instant;

/// What an incident is held against.
///
/// @param ended when the episode ended, or now
/// @param othersWork whether another way to the same mailboxes is seen to work
public record Suspicion(
    String service,
    Protocol protocol,
    Cause cause,
    boolean providersFault,
    Pattern pattern,
    Instant onset,
    Instant ended,
    boolean othersWork) {}
