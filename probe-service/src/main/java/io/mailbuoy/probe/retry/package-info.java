/// How much may be probed again out of turn.
@NullMarked
package io.mailbuoy.probe.retry;

import org.jspecify.annotations.NullMarked;
