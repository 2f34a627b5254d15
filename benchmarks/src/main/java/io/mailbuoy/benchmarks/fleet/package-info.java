/// The probe service with thousands of targets: how punctual it is, and how much a server that
/// hangs costs.
@NullMarked
package io.mailbuoy.benchmarks.fleet;

import org.jspecify.annotations.NullMarked;
