@NullMarked
package io.mailbuoy.classifier.stream;

import org.jspecify.annotations.NullMarked;
