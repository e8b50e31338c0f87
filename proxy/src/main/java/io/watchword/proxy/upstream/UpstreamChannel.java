package io.watchword.proxy.upstream;

import io.netty.channel.Channel;

/// A connection ready for use: connected and, in the mesh, authenticated.
///
/// @param fromMesh whether a proxy of the mesh is at the other end
/// @param epoch of the upstream when the connection was begun
public record UpstreamChannel(Channel channel, boolean fromMesh, int epoch, Lease lease) {

  /// What is known of the connection outside; told when somebody can end it in order.
  public interface Lease {

    /// From now on the connection is drained through this.
    void drainThrough(io.watchword.proxy.observe.Drainable drainable);
  }
}
