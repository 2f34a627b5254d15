/// The one configuration file of all services: its shape, its checks and its typed form.
@NullMarked
package io.mailbuoy.contracts.config;

import org.jspecify.annotations.NullMarked;
