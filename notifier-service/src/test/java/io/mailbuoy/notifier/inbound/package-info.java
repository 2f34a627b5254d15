/// Tests.
@NullMarked
package io.mailbuoy.notifier.inbound;

import org.jspecify.annotations.NullMarked;
