/// What the service says about itself.
@NullMarked
package io.mailbuoy.classifier.health;

import org.jspecify.annotations.NullMarked;
