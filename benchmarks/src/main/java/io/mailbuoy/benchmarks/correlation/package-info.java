/// How well the classifier tells the provider's incidents apart.
@NullMarked
package io.mailbuoy.benchmarks.correlation;

import org.jspecify.annotations.NullMarked;
