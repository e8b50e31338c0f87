package io.watchword.authz.service;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.watchword.bundles.mtls.ExpectedPeer;
import io.watchword.bundles.mtls.MeshTls;
import io.watchword.identity.svid.X509Svid;
import io.watchword.identity.workload.X509Context;
import io.watchword.identity.workload.X509Source;
import io.watchword.platform.bootstrap.config.HostPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.net.ssl.SSLContext;

/// Where bundles are served: HTTPS with our SVID, for holders of an SVID of our trust domain. New
/// SVIDs and new trust take effect with the next handshake, and with the next request of those who
/// are connected.
///
/// One virtual thread a request: one that waits costs next to nothing.
final class BundleEndpoint implements AutoCloseable {

  private static final int BACKLOG = 1024;

  private final HttpsServer server;
  private final ExecutorService executor;
  private final BundleShelf shelf;

  private BundleEndpoint(HttpsServer server, ExecutorService executor, BundleShelf shelf) {
    this.server = server;
    this.executor = executor;
    this.shelf = shelf;
  }

  /// Who we are to those who download.
  ///
  /// @param choice which of our SVIDs to present
  record Identity(X509Source source, Function<X509Context, X509Svid> choice, InstantSource clock) {}

  /// Starts listening.
  static BundleEndpoint start(
      HostPort listen, String path, Identity identity, BundleRequests requests) {
    HttpsServer server;
    try {
      server = HttpsServer.create(listen.toInetSocketAddress(), BACKLOG);
    } catch (IOException e) {
      throw new UncheckedIOException("bundle address `" + listen + "`: " + e.getMessage(), e);
    }
    CurrentTls tls = CurrentTls.of(tlsOf(identity, identity.source().current()));
    identity.source().onChange(context -> tls.set(tlsOf(identity, context)));
    server.setHttpsConfigurator(configurator(tls));
    ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    server.setExecutor(executor);
    // The handler compares the path as a whole; contexts match prefixes.
    server.createContext("/", exchange -> requests.answer(exchange, path));
    server.start();
    return new BundleEndpoint(server, executor, requests.shelf());
  }

  /// Where it listens, with the port that was free if 0 was asked for.
  HostPort address() {
    return HostPort.of(server.getAddress());
  }

  /// Answers those who wait, then stops.
  @Override
  public void close() {
    shelf.close();
    server.stop(1);
    executor.shutdownNow();
  }

  private static SSLContext tlsOf(Identity identity, X509Context context) {
    X509Svid svid = identity.choice().apply(context);
    return MeshTls.context(
        svid,
        context::bundles,
        new ExpectedPeer.MemberOf(svid.id().trustDomain()),
        identity.clock());
  }

  private static HttpsConfigurator configurator(SSLContext tls) {
    return new HttpsConfigurator(tls) {
      @Override
      public void configure(HttpsParameters parameters) {
        parameters.setSSLParameters(MeshTls.serverParameters(tls));
      }
    };
  }
}
