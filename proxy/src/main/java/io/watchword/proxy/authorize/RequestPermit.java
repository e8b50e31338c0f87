package io.watchword.proxy.authorize;

import io.watchword.proxy.protocol.RequestHead;

/// Proof that a policy let a request through. Made only by [Authorizer]. Immutable.
public final class RequestPermit {

  private final ConnectionPermit connection;
  private final RequestHead head;

  RequestPermit(ConnectionPermit connection, RequestHead head) {
    this.connection = connection;
    this.head = head;
  }

  /// The connection it came on.
  public ConnectionPermit connection() {
    return connection;
  }

  /// The request that was decided on: this one is forwarded, and no other.
  public RequestHead head() {
    return head;
  }
}
