/// The topics, and how an event becomes a Kafka record and comes back.
@NullMarked
package io.mailbuoy.contracts.kafka;

import org.jspecify.annotations.NullMarked;
