/// What is written down about traffic: ids, audit records, metrics, open connections. Knows no
/// journey's step.
@NullMarked
package io.watchword.proxy.observe;

import org.jspecify.annotations.NullMarked;
