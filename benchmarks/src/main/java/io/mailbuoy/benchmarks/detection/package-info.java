/// How soon a fault is seen, how often one is seen that is none, and how it ends: the classifier's
/// core, fed with simulated probes.
@NullMarked
package io.mailbuoy.benchmarks.detection;

import org.jspecify.annotations.NullMarked;
