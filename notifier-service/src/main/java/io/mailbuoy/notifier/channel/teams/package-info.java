/// Microsoft Teams, over a Workflows webhook and Adaptive Cards.
@NullMarked
package io.mailbuoy.notifier.channel.teams;

import org.jspecify.annotations.NullMarked;
