@NullMarked
package io.mailbuoy.benchmarks.attribution;

import org.jspecify.annotations.NullMarked;
