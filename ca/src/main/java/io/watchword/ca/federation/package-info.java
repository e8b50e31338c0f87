/// Foreign trust domains: where their bundles are fetched, what is known of them, and the endpoint
/// where others fetch ours. SPIFFE Federation.
@NullMarked
package io.watchword.ca.federation;

import org.jspecify.annotations.NullMarked;
