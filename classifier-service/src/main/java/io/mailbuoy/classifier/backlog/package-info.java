/// What has been published and not yet been classified.
@NullMarked
package io.mailbuoy.classifier.backlog;

import org.jspecify.annotations.NullMarked;
