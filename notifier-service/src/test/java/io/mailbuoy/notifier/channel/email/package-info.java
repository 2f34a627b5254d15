/// Tests.
@NullMarked
package io.mailbuoy.notifier.channel.email;

import org.jspecify.annotations.NullMarked;
