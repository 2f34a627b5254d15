/// Any receiver of CloudEvents over HTTP.
@NullMarked
package io.mailbuoy.notifier.channel.webhook;

import org.jspecify.annotations.NullMarked;
