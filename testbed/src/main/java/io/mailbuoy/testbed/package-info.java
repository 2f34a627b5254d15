/// A scripted Microsoft 365 and receivers for every notification channel, on loopback, with fault
/// switches.
///
/// Used by tests and by the demo, never by production code.
@NullMarked
package io.mailbuoy.testbed;

import org.jspecify.annotations.NullMarked;
