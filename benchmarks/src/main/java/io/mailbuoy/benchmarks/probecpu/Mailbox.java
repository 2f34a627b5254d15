package io.mailbuoy.benchmarks.probecpu;

import java.net.URI;
import java.nio.file.Path;

/// What everybody probes.
///
/// @param trust the certificate authority's PEM file
record Mailbox(URI url, String user, String password, Path trust) {}
