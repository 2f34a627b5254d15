/// Tests.
@NullMarked
package io.mailbuoy.notifier.channel.teams;

import org.jspecify.annotations.NullMarked;
