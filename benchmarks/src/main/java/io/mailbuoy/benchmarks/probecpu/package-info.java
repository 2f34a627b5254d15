/// What a probe costs, beside what others cost who do the same.
@NullMarked
package io.mailbuoy.benchmarks.probecpu;

import org.jspecify.annotations.NullMarked;
