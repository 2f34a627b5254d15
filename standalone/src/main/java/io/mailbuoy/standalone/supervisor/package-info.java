/// The services as child processes: started, watched, restarted, stopped.
@NullMarked
package io.mailbuoy.standalone.supervisor;

import org.jspecify.annotations.NullMarked;
