/// The schemas of the events, generated from the records and held against what is committed.
@NullMarked
package io.mailbuoy.contracts.schema;

import org.jspecify.annotations.NullMarked;
