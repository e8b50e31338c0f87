/// Checks a report that lies in a folder, without making it again.
@NullMarked
package io.watchword.compliance.verify;

import org.jspecify.annotations.NullMarked;
