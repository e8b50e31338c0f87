/// Entries, nodes and tokens: a journal that is the truth, and H2 as the view that can be asked.
@NullMarked
package io.watchword.ca.store;

import org.jspecify.annotations.NullMarked;
