/// `mailbuoy demo`: the outage EX1215307, played in compressed time through the real services.
@NullMarked
package io.mailbuoy.standalone.demo;

import org.jspecify.annotations.NullMarked;
