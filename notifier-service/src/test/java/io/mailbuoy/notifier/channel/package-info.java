/// Tests.
@NullMarked
package io.mailbuoy.notifier.channel;

import org.jspecify.annotations.NullMarked;
