/// Node and workload attestation, Workload API server.
@NullMarked
package io.watchword.agent;

import org.jspecify.annotations.NullMarked;
