/// The events that travel between the services, and the closed vocabularies they use.
@NullMarked
package io.mailbuoy.contracts.event;

import org.jspecify.annotations.NullMarked;
