/// How fast an alert reaches its receivers, and in how much memory many wait.
@NullMarked
package io.mailbuoy.benchmarks.delivery;

import org.jspecify.annotations.NullMarked;
