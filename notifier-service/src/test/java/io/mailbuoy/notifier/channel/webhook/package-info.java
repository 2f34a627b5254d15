/// Tests.
@NullMarked
package io.mailbuoy.notifier.channel.webhook;

import org.jspecify.annotations.NullMarked;
