/// The `mailbuoy` command: everything on one machine.
@NullMarked
package io.mailbuoy.standalone;

import org.jspecify.annotations.NullMarked;
