@NullMarked
package io.mailbuoy.standalone.up;

import org.jspecify.annotations.NullMarked;
