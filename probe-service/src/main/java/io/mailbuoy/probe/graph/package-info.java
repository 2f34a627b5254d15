/// Microsoft Graph: the provider's own word as service health has it, and a look into a mailbox as
/// a control.
@NullMarked
package io.mailbuoy.probe.graph;

import org.jspecify.annotations.NullMarked;
