/// Access tokens of the identity provider, and the control that asks for them.
@NullMarked
package io.mailbuoy.probe.token;

import org.jspecify.annotations.NullMarked;
