/// Deployments and changed settings, shown where incidents are dealt with.
@NullMarked
package io.mailbuoy.notifier.change;

import org.jspecify.annotations.NullMarked;
