/// SVIDs as files, for programs that cannot ask for them.
@NullMarked
package io.watchword.agent.store;

import org.jspecify.annotations.NullMarked;
