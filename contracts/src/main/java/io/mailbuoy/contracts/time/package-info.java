/// Time as the services see it.
@NullMarked
package io.mailbuoy.contracts.time;

import org.jspecify.annotations.NullMarked;
