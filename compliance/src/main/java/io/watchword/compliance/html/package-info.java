/// HTML built from typed pieces, so that text is escaped wherever it comes from.
@NullMarked
package io.watchword.compliance.html;

import org.jspecify.annotations.NullMarked;
