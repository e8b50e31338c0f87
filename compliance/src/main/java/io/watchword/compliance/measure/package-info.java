/// Second step: numbers computed from the evidence, each with what it can not see.
@NullMarked
package io.watchword.compliance.measure;

import org.jspecify.annotations.NullMarked;
