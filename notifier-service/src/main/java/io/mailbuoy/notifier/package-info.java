/// The notifier: tells people what the classifier found, over channels that still work.
@NullMarked
package io.mailbuoy.notifier;

import org.jspecify.annotations.NullMarked;
