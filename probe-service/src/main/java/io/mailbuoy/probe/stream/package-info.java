/// What comes in from Kafka: the topics that are followed, and the partitions that are ours.
@NullMarked
package io.mailbuoy.probe.stream;

import org.jspecify.annotations.NullMarked;
