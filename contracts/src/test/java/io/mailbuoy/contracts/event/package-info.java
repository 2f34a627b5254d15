/// Tests.
@NullMarked
package io.mailbuoy.contracts.event;

import org.jspecify.annotations.NullMarked;
