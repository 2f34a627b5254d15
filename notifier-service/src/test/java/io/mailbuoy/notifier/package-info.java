/// Tests.
@NullMarked
package io.mailbuoy.notifier;

import org.jspecify.annotations.NullMarked;
