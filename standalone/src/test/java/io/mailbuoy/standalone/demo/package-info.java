@NullMarked
package io.mailbuoy.standalone.demo;

import org.jspecify.annotations.NullMarked;
