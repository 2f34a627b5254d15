/// The probe service: reaches out to learn, and publishes what it saw.
@NullMarked
package io.mailbuoy.probe;

import org.jspecify.annotations.NullMarked;
