/// The command `config check`.
@NullMarked
package io.mailbuoy.standalone.config;

import org.jspecify.annotations.NullMarked;
