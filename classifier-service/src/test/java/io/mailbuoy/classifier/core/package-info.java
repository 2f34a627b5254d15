@NullMarked
package io.mailbuoy.classifier.core;

import org.jspecify.annotations.NullMarked;
