/// The sign of life for a dead man's switch.
@NullMarked
package io.mailbuoy.notifier.heartbeat;

import org.jspecify.annotations.NullMarked;
