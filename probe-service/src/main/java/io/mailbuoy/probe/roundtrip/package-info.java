/// The round trip: a marked message that is sent by SMTP, found by IMAP and deleted again.
@NullMarked
package io.mailbuoy.probe.roundtrip;

import org.jspecify.annotations.NullMarked;
