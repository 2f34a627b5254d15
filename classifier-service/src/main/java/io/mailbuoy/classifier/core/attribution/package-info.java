/// Whose fault it is.
@NullMarked
package io.mailbuoy.classifier.core.attribution;

import org.jspecify.annotations.NullMarked;
