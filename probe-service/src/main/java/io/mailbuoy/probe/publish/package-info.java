/// What goes out to Kafka.
@NullMarked
package io.mailbuoy.probe.publish;

import org.jspecify.annotations.NullMarked;
