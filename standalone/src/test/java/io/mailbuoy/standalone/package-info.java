@NullMarked
package io.mailbuoy.standalone;

import org.jspecify.annotations.NullMarked;
