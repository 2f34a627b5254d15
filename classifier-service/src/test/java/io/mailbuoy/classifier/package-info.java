@NullMarked
package io.mailbuoy.classifier;

import org.jspecify.annotations.NullMarked;
