@NullMarked
package io.mailbuoy.benchmarks.detection;

import org.jspecify.annotations.NullMarked;
