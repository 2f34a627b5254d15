/// The whole line, as users run it: real processes, a real broker, real servers, real faults.
@NullMarked
package io.mailbuoy.systemtests;

import org.jspecify.annotations.NullMarked;
