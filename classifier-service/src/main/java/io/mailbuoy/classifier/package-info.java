/// The classifier: what is broken, and whose fault it is.
@NullMarked
package io.mailbuoy.classifier;

import org.jspecify.annotations.NullMarked;
