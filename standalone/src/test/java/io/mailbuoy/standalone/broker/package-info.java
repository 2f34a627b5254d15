@NullMarked
package io.mailbuoy.standalone.broker;

import org.jspecify.annotations.NullMarked;
