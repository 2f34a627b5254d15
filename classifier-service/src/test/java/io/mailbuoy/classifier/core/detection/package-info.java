@NullMarked
package io.mailbuoy.classifier.core.detection;

import org.jspecify.annotations.NullMarked;
