/// What is known, what is waiting, and the worker of each channel.
@NullMarked
package io.mailbuoy.notifier.delivery;

import org.jspecify.annotations.NullMarked;
