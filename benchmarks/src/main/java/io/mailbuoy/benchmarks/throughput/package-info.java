/// The classifier's topology under load: how many results a second, how soon an alert follows, how
/// fast state is restored and a day is replayed.
@NullMarked
package io.mailbuoy.benchmarks.throughput;

import org.jspecify.annotations.NullMarked;
