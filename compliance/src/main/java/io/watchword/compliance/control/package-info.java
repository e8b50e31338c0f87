/// Third step: which control objectives the measures speak to, and what they say.
@NullMarked
package io.watchword.compliance.control;

import org.jspecify.annotations.NullMarked;
