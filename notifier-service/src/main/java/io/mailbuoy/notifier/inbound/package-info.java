/// What comes back from the receivers: people who acknowledge and resolve there.
@NullMarked
package io.mailbuoy.notifier.inbound;

import org.jspecify.annotations.NullMarked;
