/// What people call things.
@NullMarked
package io.mailbuoy.classifier.core.naming;

import org.jspecify.annotations.NullMarked;
