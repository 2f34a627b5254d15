/// Documents that must say what the code does.
@NullMarked
package io.mailbuoy.contracts.docs;

import org.jspecify.annotations.NullMarked;
