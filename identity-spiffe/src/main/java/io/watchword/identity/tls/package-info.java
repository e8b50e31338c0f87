/// Mutual TLS with an identity that renews itself, for programs of others: [WorkloadIdentity].
@NullMarked
package io.watchword.identity.tls;

import org.jspecify.annotations.NullMarked;
