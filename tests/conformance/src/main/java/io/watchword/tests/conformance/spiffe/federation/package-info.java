/// Federation: bundle endpoints asked as a client does, and clients shown endpoints that are wrong.
@NullMarked
package io.watchword.tests.conformance.spiffe.federation;

import org.jspecify.annotations.NullMarked;
