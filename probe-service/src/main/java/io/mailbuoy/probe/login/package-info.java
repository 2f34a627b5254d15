/// What a mailbox is opened with, and how it is said, whatever the protocol.
@NullMarked
package io.mailbuoy.probe.login;

import org.jspecify.annotations.NullMarked;
