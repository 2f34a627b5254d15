package io.mailbuoy.classifier.core.attribution;

import java.util.Optional;

/// One way in which something can be somebody's fault. It speaks only where the findings bear it
/// out, and gives its reasons. Rules that compare the same things are methods of one class.
@FunctionalInterface
interface Rule {
  Optional<Verdict> judge(Findings f);
}
