@org.jspecify.annotations.NullMarked
package io.mailbuoy.classifier.core.correlation.reading;
