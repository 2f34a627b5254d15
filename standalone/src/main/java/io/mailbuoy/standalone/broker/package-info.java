/// A Kafka broker inside this process, and the topics on it or on a cluster of the user's own.
@NullMarked
package io.mailbuoy.standalone.broker;

import org.jspecify.annotations.NullMarked;
