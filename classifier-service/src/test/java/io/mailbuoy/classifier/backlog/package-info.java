@NullMarked
package io.mailbuoy.classifier.backlog;

import org.jspecify.annotations.NullMarked;
