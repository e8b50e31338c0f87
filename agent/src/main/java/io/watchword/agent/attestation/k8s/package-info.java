/// Pods and containers of Kubernetes, as the kubelet of this node tells of them.
@NullMarked
package io.watchword.agent.attestation.k8s;

import org.jspecify.annotations.NullMarked;
