package io.watchword.cli.quickstart;

import io.watchword.cli.mesh.FreePorts;
import io.watchword.cli.mesh.MeshException;
import io.watchword.identity.svid.X509Svid;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/// A second proxy asks a real OPA over its REST API; then the OPA is killed.
final class OpaStep {

  private static final String NAME = "opa-client";
  private static final Duration LIMIT = Duration.ofSeconds(15);

  private static final String POLICY =
      """
      package watchword.request

      import rego.v1

      default allow := false

      allow if {
      	input.source.spiffe_id == "%s"
      	input.request.path == "/orders"
      }
      """;

  private final Scene scene;
  private final Path opa;

  private OpaStep(Scene scene, Path opa) {
    this.scene = scene;
    this.opa = opa;
  }

  /// The step, where an `opa` is on the path.
  static Optional<OpaStep> ifInstalled(Scene scene, String path) {
    return Stream.of(path.split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, "opa"))
        .filter(Files::isExecutable)
        .findFirst()
        .map(opa -> new OpaStep(scene, opa));
  }

  void take(Tour tour) throws InterruptedException {
    tour.step(
        "opa-rest-decides",
        "a proxy asks a running OPA; then that OPA is killed",
        "200 and 403 as OPA says; 403 when it is gone",
        this::decide);
  }

  private StepResult decide() throws IOException, InterruptedException {
    Path folder = scene.folder().resolve("opa");
    Files.createDirectories(folder);
    Path policy = folder.resolve("policy.rego");
    Files.writeString(policy, POLICY.formatted(OwnEntry.spiffeId(scene, NAME)));
    int port;
    try (FreePorts ports = new FreePorts()) {
      port = ports.take("127.0.0.1");
    }
    Process server = start(policy, port, folder.resolve("opa.log"));
    try (OwnEntry entry = OwnEntry.create(scene, NAME, 0)) {
      X509Svid svid = entry.svid();
      awaitListening(server, port);
      try (SideProxy proxy = SideProxy.start(scene, NAME, policies(port))) {
        return attempt(server, proxy, svid);
      }
    } finally {
      server.destroy();
    }
  }

  private static StepResult attempt(Process server, SideProxy proxy, X509Svid svid)
      throws InterruptedException {
    Wire door = Wire.tls(proxy.inbound(), Credentials.of(svid));
    Reply allowed = door.send(Request.get("/orders"));
    Reply denied = door.send(Request.get("/admin"));
    server.destroyForcibly().waitFor();
    Reply without = door.send(Request.get("/orders"));
    return new StepResult(
        "opa-rest-decides",
        allowed.status() == 200 && denied.status() == 403 && without.status() == 403,
        "200, 403, and 403 without OPA",
        allowed.status() + ", " + denied.status() + ", and " + without.status() + " without OPA",
        "denied: no answer from the decision point denies",
        "",
        without.decisionId(),
        allowed.millis() + denied.millis() + without.millis());
  }

  private Process start(Path policy, int port, Path log) throws IOException {
    Process server =
        new ProcessBuilder(
                opa.toString(),
                "run",
                "--server",
                "--disable-telemetry",
                "--addr",
                "127.0.0.1:" + port,
                policy.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    scene.mesh().reaper().watch(server.toHandle());
    return server;
  }

  private static void awaitListening(Process server, int port) throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (server.isAlive() && System.nanoTime() < deadline) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress("127.0.0.1", port), 500);
        return;
      } catch (IOException e) {
        Thread.sleep(50);
      }
    }
    throw new MeshException("opa did not listen within " + LIMIT.toSeconds() + " s");
  }

  private static String policies(int port) {
    return ("{ decision-point: { opa-rest: { url: \"http://127.0.0.1:%d\", connection:"
            + " watchword/connection/allow, request: watchword/request/allow, timeout: 1s } }"
            + " }")
        .formatted(port);
  }
}
