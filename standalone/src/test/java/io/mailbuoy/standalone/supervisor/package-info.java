@NullMarked
package io.mailbuoy.standalone.supervisor;

import org.jspecify.annotations.NullMarked;
