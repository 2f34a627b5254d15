/// What a text of the provider says about methods and symptoms: from its form to statements.
@NullMarked
package io.mailbuoy.classifier.core.correlation.reading;

import org.jspecify.annotations.NullMarked;
