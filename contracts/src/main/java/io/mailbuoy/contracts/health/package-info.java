/// Whether a service on this machine is ready, asked as cheaply as can be.
@NullMarked
package io.mailbuoy.contracts.health;

import org.jspecify.annotations.NullMarked;
