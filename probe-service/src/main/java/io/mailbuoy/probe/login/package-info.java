/// How probes log in, whatever the protocol.
@NullMarked
package io.mailbuoy.probe.login;

import org.jspecify.annotations.NullMarked;
