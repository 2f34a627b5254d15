/// Connections, step by step: names, addresses, TLS, and the deadline over all of them.
@NullMarked
package io.mailbuoy.probe.wire;

import org.jspecify.annotations.NullMarked;
