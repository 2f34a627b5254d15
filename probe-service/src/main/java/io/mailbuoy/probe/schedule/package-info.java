/// When a target is due.
@NullMarked
package io.mailbuoy.probe.schedule;

import org.jspecify.annotations.NullMarked;
