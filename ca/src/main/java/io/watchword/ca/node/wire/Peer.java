package io.watchword.ca.node.wire;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/// Brings the certificate chain of a call's connection into the call's context. Thread-safe: no
/// state.
final class Peer implements ServerInterceptor {
  private static final Context.Key<List<X509Certificate>> CHAIN = Context.key("peer-chain");

  /// The chain of the call under way, leaf first; empty where the caller presented none.
  static List<X509Certificate> chain() {
    List<X509Certificate> chain = CHAIN.get();
    return chain == null ? List.of() : chain;
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
    List<X509Certificate> chain = session == null ? List.of() : chain(session);
    return Contexts.interceptCall(Context.current().withValue(CHAIN, chain), call, headers, next);
  }

  private static List<X509Certificate> chain(SSLSession session) {
    try {
      List<X509Certificate> chain = new ArrayList<>();
      for (Certificate certificate : session.getPeerCertificates()) {
        chain.add((X509Certificate) certificate);
      }
      return List.copyOf(chain);
    } catch (SSLPeerUnverifiedException e) {
      // It presented none: only AttestNode takes such a caller.
      return List.of();
    }
  }
}
