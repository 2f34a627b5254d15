/// The command `check`.
@NullMarked
package io.mailbuoy.standalone.check;

import org.jspecify.annotations.NullMarked;
