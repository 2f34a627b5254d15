/// Who is to be told what, as pure functions of alerts, receipts and the clock's time.
@NullMarked
package io.mailbuoy.notifier.decision;

import org.jspecify.annotations.NullMarked;
