@NullMarked
package io.mailbuoy.standalone.replay;

import org.jspecify.annotations.NullMarked;
