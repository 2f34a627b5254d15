/// SMTP and POP3, as far as they can be probed without sending anything.
@NullMarked
package io.mailbuoy.probe.mail;

import org.jspecify.annotations.NullMarked;
