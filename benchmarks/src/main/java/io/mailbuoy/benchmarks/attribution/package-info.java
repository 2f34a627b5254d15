/// Whether the right one is blamed: a corpus of scenarios, and what becomes of them.
@NullMarked
package io.mailbuoy.benchmarks.attribution;

import org.jspecify.annotations.NullMarked;
