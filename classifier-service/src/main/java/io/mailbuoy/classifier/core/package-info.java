/// The decision, in plain Java: state and event in, decisions out.
@NullMarked
package io.mailbuoy.classifier.core;

import org.jspecify.annotations.NullMarked;
