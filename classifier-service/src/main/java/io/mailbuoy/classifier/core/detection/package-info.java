/// When something is broken, and when it is not any more.
@NullMarked
package io.mailbuoy.classifier.core.detection;

import org.jspecify.annotations.NullMarked;
