/// SPIFFE IDs, SVIDs, trust bundles, Workload API client.
@NullMarked
package io.watchword.identity;

import org.jspecify.annotations.NullMarked;
