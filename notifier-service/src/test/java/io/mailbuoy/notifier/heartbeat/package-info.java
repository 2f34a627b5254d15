/// Tests.
@NullMarked
package io.mailbuoy.notifier.heartbeat;

import org.jspecify.annotations.NullMarked;
