/// Which caller may have which identity, and on which socket it is asked.
@NullMarked
package io.watchword.agent.workload;

import org.jspecify.annotations.NullMarked;
