/// Recorded events through the classifier, in their own time.
@NullMarked
package io.mailbuoy.standalone.replay;

import org.jspecify.annotations.NullMarked;
