/// IMAP, command by command.
@NullMarked
package io.mailbuoy.probe.imap;

import org.jspecify.annotations.NullMarked;
