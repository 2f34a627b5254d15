/// Tests.
@NullMarked
package io.mailbuoy.notifier.delivery;

import org.jspecify.annotations.NullMarked;
