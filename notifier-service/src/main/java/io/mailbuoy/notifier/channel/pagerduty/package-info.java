/// PagerDuty, over Events API v2.
@NullMarked
package io.mailbuoy.notifier.channel.pagerduty;

import org.jspecify.annotations.NullMarked;
