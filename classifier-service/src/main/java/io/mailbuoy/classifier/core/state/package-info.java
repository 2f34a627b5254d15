/// What the classifier remembers of one tenant, in parts that are saved one by one.
@NullMarked
package io.mailbuoy.classifier.core.state;

import org.jspecify.annotations.NullMarked;
