package io.watchword.proxy.route;

import io.watchword.proxy.authorize.ConnectionPermit;
import io.watchword.proxy.upstream.Pooled;
import io.watchword.proxy.upstream.Upstream;

/// Where the bytes of one TCP connection go. An inbound one exists only for a permitted connection.
/// Immutable.
public final class StreamRoute<C extends Pooled> {

  private final Upstream<C> upstream;

  private StreamRoute(Upstream<C> upstream) {
    this.upstream = upstream;
  }

  /// To the application behind this proxy.
  public static <C extends Pooled> StreamRoute<C> toApplication(
      ConnectionPermit permit, Upstream<C> application) {
    java.util.Objects.requireNonNull(permit);
    return new StreamRoute<>(application);
  }

  /// Into the mesh, where the proxy at the other end decides.
  public static <C extends Pooled> StreamRoute<C> intoMesh(Upstream<C> mesh) {
    return new StreamRoute<>(mesh);
  }

  /// Where to.
  public Upstream<C> upstream() {
    return upstream;
  }
}
