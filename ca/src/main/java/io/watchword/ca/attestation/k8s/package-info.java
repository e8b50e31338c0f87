/// Nodes of Kubernetes clusters, by the projected token of the agent's service account.
@NullMarked
package io.watchword.ca.attestation.k8s;

import org.jspecify.annotations.NullMarked;
