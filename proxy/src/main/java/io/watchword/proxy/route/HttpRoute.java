package io.watchword.proxy.route;

import io.watchword.proxy.authorize.RequestPermit;
import io.watchword.proxy.protocol.RequestHead;
import io.watchword.proxy.upstream.Pooled;
import io.watchword.proxy.upstream.Upstream;

/// Where one request goes, and what is added to its head. An inbound one exists only for a
/// permitted request. Immutable.
public final class HttpRoute<C extends Pooled> {

  private static final byte[] NOTHING = new byte[0];

  private final RequestHead head;
  private final Upstream<C> upstream;
  private final byte[] addedFields;

  private HttpRoute(RequestHead head, Upstream<C> upstream, byte[] addedFields) {
    this.head = head;
    this.upstream = upstream;
    this.addedFields = addedFields;
  }

  /// To the application behind this proxy, which is told who asks.
  public static <C extends Pooled> HttpRoute<C> toApplication(
      RequestPermit permit, Upstream<C> application, ClientCertificateField peer) {
    return new HttpRoute<>(permit.head(), application, peer.line());
  }

  /// Into the mesh, where the proxy at the other end decides.
  public static <C extends Pooled> HttpRoute<C> intoMesh(RequestHead head, Upstream<C> mesh) {
    return new HttpRoute<>(head, mesh, NOTHING);
  }

  /// The request as it is forwarded.
  public RequestHead head() {
    return head;
  }

  /// Where to.
  public Upstream<C> upstream() {
    return upstream;
  }

  /// Field lines to put into the head, each with its CRLF.
  public byte[] addedFields() {
    return addedFields;
  }
}
