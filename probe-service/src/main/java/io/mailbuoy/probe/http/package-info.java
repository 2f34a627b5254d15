/// A control that asks for a web page.
@NullMarked
package io.mailbuoy.probe.http;

import org.jspecify.annotations.NullMarked;
