package io.mailbuoy.standalone.replay;

/// What was replayed, and what came of it.
record Tally(long results, long incidents, long changes, long alerts, long revisions) {}
