package io.watchword.agent.attestation.k8s;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;

/// A kubelet's API on loopback: a list of pods, and what it was asked with.
final class FakeKubelet implements AutoCloseable {

  static final String UID = "72f4a1d0-9b1e-4d2c-8e7a-001122334455";
  static final String ID = "0a1b2c3d".repeat(8);

  final List<String> authorizations = new CopyOnWriteArrayList<>();
  volatile String pods = "{\"kind\":\"PodList\",\"items\":[]}";
  volatile int status = 200;
  private final HttpServer server;

  private FakeKubelet(HttpServer server) {
    this.server = server;
    server.createContext("/pods", this::answer);
    server.start();
  }

  static FakeKubelet readOnly() throws IOException {
    return new FakeKubelet(HttpServer.create(address(), 0));
  }

  static FakeKubelet secure(SSLContext tls) throws IOException {
    HttpsServer server = HttpsServer.create(address(), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    return new FakeKubelet(server);
  }

  URI address(String scheme) {
    return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort());
  }

  int requests() {
    return authorizations.size();
  }

  /// A list with one pod, whose container `orders` has [#ID].
  static String onePod(String uid) {
    return """
    {"kind": "PodList", "items": [
      {"metadata": {"name": "other-0", "namespace": "other", "uid": "11111111-0000-0000-0000-000000000000"},
       "spec": {"serviceAccountName": "other"},
       "status": {"containerStatuses": [{"name": "x", "image": "x", "imageID": "x", "containerID": ""}]}},
      {"metadata": {"name": "orders-7f9", "namespace": "shop", "uid": "%s",
                    "annotations": {"kubernetes.io/config.hash": "0123456789abcdef0123456789abcdef"},
                    "labels": {"app": "orders", "tier": "back:end"},
                    "ownerReferences": [{"kind": "ReplicaSet", "name": "orders-7f", "uid": "rs-1"}]},
       "spec": {"serviceAccountName": "orders", "nodeName": "node-1"},
       "status": {
         "initContainerStatuses": [{"name": "init", "image": "init:1", "imageID": "docker.io/init@sha256:aa", "containerID": "containerd://%s"}],
         "containerStatuses": [
           {"name": "orders", "image": "shop/orders:2", "imageID": "docker-pullable://shop/orders@sha256:bb", "containerID": "containerd://%s"},
           {"name": "sidecar", "image": "side:1", "imageID": "", "containerID": "containerd://%s"}]}}]}
    """
        .formatted(uid, "c".repeat(64), ID, "d".repeat(64));
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    byte[] body = pods.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }
}
