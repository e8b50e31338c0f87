/// The report for machines: OSCAL assessment results, and the check of their references.
@NullMarked
package io.watchword.compliance.oscal;

import org.jspecify.annotations.NullMarked;
