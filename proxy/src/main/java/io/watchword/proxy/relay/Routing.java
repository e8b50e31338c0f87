package io.watchword.proxy.relay;

import io.watchword.proxy.route.HttpRoute;
import io.watchword.proxy.upstream.UpstreamFailure;

/// What a journey says about one request.
public sealed interface Routing {

  /// Forward it.
  record Forward(HttpRoute<HttpUpstream> route) implements Routing {}

  /// A policy says no.
  record Denied(String decisionId) implements Routing {}

  /// It cannot be served now.
  record Unavailable(UpstreamFailure failure) implements Routing {}
}
