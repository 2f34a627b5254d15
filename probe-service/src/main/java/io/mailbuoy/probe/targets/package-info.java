/// Which targets this replica probes, and what it may use to do so. Plain Java that knows no Kafka.
@NullMarked
package io.mailbuoy.probe.targets;

import org.jspecify.annotations.NullMarked;
