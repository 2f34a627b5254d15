/// What Mailbuoy costs on the machine it runs on.
@NullMarked
package io.mailbuoy.standalone.bench;

import org.jspecify.annotations.NullMarked;
