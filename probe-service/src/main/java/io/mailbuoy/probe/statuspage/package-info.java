/// A provider's public status page, as a second source beside its interface for administrators.
@NullMarked
package io.mailbuoy.probe.statuspage;

import org.jspecify.annotations.NullMarked;
