/// Tests.
@NullMarked
package io.mailbuoy.notifier.channel.pagerduty;

import org.jspecify.annotations.NullMarked;
