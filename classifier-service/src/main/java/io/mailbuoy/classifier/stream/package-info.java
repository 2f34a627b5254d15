/// How events reach the core and decisions leave it, over Kafka Streams.
@NullMarked
package io.mailbuoy.classifier.stream;

import org.jspecify.annotations.NullMarked;
