/// The topics that the notifier reads and writes.
@NullMarked
package io.mailbuoy.notifier.stream;

import org.jspecify.annotations.NullMarked;
