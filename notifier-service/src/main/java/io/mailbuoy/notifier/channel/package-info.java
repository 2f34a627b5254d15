/// What every channel has in common: the message, the outcomes, the limits and the secrets.
@NullMarked
package io.mailbuoy.notifier.channel;

import org.jspecify.annotations.NullMarked;
