/// Evidence from the logs of real mail clients and servers.
@NullMarked
package io.mailbuoy.probe.logs;

import org.jspecify.annotations.NullMarked;
