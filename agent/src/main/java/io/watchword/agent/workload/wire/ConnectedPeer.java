package io.watchword.agent.workload.wire;

import io.grpc.Attributes;
import io.watchword.agent.attestation.ProcessKey;
import io.watchword.agent.attestation.UnixPeer;

/// Who was at the other end when the connection was accepted. Immutable.
record ConnectedPeer(UnixPeer peer, ProcessKey process) {

  static final Attributes.Key<ConnectedPeer> ATTRIBUTE =
      Attributes.Key.create("io.watchword.agent.peer");
}
