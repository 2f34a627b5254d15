/// What several tests of the contracts use.
@NullMarked
package io.mailbuoy.contracts;

import org.jspecify.annotations.NullMarked;
