/// How the commands talk to a person.
@NullMarked
package io.mailbuoy.standalone.terminal;

import org.jspecify.annotations.NullMarked;
