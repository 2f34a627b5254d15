/// The commands `config check` and `config routes`.
@NullMarked
package io.mailbuoy.standalone.config;

import org.jspecify.annotations.NullMarked;
