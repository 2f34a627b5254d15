package io.mailbuoy.probe;

import io.mailbuoy.contracts.event.Target;

/// A target, and how it is asked.
public record Watched(Target target, Probe probe) {}
