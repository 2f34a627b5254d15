@NullMarked
package io.mailbuoy.classifier.core.correlation;

import org.jspecify.annotations.NullMarked;
