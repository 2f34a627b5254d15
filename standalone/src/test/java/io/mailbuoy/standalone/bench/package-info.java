@NullMarked
package io.mailbuoy.standalone.bench;

import org.jspecify.annotations.NullMarked;
