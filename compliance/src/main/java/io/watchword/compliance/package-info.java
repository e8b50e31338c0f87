/// Reports from audit records.
@NullMarked
package io.watchword.compliance;

import org.jspecify.annotations.NullMarked;
