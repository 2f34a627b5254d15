@NullMarked
package io.mailbuoy.testbed;

import org.jspecify.annotations.NullMarked;
