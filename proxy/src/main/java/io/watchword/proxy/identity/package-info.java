/// Who the workloads behind this proxy are: their SVIDs and trust bundles, as they change.
@NullMarked
package io.watchword.proxy.identity;

import org.jspecify.annotations.NullMarked;
