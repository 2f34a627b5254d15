/// Tests.
@NullMarked
package io.mailbuoy.notifier.decision;

import org.jspecify.annotations.NullMarked;
