/// Tests.
@NullMarked
package io.mailbuoy.notifier.stream;

import org.jspecify.annotations.NullMarked;
