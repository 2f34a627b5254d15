/// The provider's own word: service health as Microsoft Graph has it.
@NullMarked
package io.mailbuoy.probe.graph;

import org.jspecify.annotations.NullMarked;
