/// What an alert tells a person.
@NullMarked
package io.mailbuoy.classifier.core.wording;

import org.jspecify.annotations.NullMarked;
