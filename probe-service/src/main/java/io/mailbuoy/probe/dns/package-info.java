/// A control that asks one name server for one name.
@NullMarked
package io.mailbuoy.probe.dns;

import org.jspecify.annotations.NullMarked;
