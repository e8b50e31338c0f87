package io.watchword.tests.integration.kit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A mesh of the distribution, run by `up --detach` from a mesh.yaml of our own in a folder of its
/// own: `caller` and `stranger` call, `orders` (HTTP) and `ledger` (TCP) are called. Only `caller`
/// may, and only by GET below `/orders`.
///
/// [#close] ends every process of it, whatever happened, and keeps its audit logs below
/// `target/audit-samples` for the independent verifier.
public final class MeshUnderTest implements AutoCloseable {

  public static final String TRUST_DOMAIN = "acme.test";
  public static final String AGENT = "spiffe://acme.test/watchword/agent/local";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  private final String name;
  private final Path folder;
  private final Commands commands;
  private final Applications applications;

  private MeshUnderTest(String name, Path folder) {
    this.name = name;
    this.folder = folder;
    this.commands = new Commands(folder);
    this.applications = Applications.start();
  }

  /// Writes the files of a mesh; nothing runs yet.
  ///
  /// @param name of the samples that its logs become
  public static MeshUnderTest written(String name) {
    try {
      Path folder = Files.createTempDirectory("watchword-it-");
      // The proxy's account has to pass through.
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
      MeshUnderTest mesh = new MeshUnderTest(name, folder);
      Files.createDirectory(folder.resolve("policies"));
      Files.writeString(folder.resolve("mesh.yaml"), mesh.meshYaml());
      mesh.writePolicy("orders.yaml", ORDERS_POLICY);
      mesh.writePolicy("ledger.yaml", LEDGER_POLICY);
      return mesh;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A mesh that runs.
  public static MeshUnderTest up(String name) {
    MeshUnderTest mesh = written(name);
    try {
      mesh.up();
      return mesh;
    } catch (AssertionError e) {
      mesh.close();
      throw e;
    }
  }

  /// `up --detach`, which has to succeed.
  public CommandRun up() {
    return commands
        .watchword("up", "-f", "mesh.yaml", "--dir", "state", "--detach", "--ready-timeout", "90s")
        .exits(0);
  }

  /// `down`, which has to succeed.
  public CommandRun down() {
    return commands.watchword("down", "--dir", "state").exits(0);
  }

  /// Runs `watchword` with `arguments` and `--dir` of this mesh.
  public CommandRun command(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--dir", "state"));
    return commands.watchword(all.toArray(String[]::new));
  }

  public Commands commands() {
    return commands;
  }

  public Path folder() {
    return folder;
  }

  public Path state() {
    return folder.resolve("state");
  }

  /// `mesh.json` as it is now.
  public JsonNode json() {
    try {
      return JSON.readTree(state().resolve("mesh.json").toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Process id of `ca`, `agent`, `authz` or `proxy` as `mesh.json` has it.
  public long pid(String role) {
    return role(role).get("pid").longValue();
  }

  /// Outbound listener by which `from` reaches `to`.
  public String outbound(String from, String to) {
    for (JsonNode outbound : workload(from).get("outbound")) {
      if (outbound.get("to").textValue().equals(to)) {
        return outbound.get("listen").textValue();
      }
    }
    throw new AssertionError("`" + from + "` has no outbound to `" + to + "`: " + json());
  }

  /// Inbound listener of `workload`.
  public String inbound(String workload) {
    return workload(workload).get("inbound").get(0).textValue();
  }

  /// Puts a policy file into place in one step, as editors do.
  public void writePolicy(String file, String text) {
    try {
      Path temporary = folder.resolve("policies/." + file + ".new");
      Files.writeString(temporary, text);
      Files.move(
          temporary,
          folder.resolve("policies").resolve(file),
          java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Kills `role` with SIGKILL and waits until the supervisor's next one is ready.
  ///
  /// @return the new process id
  public long killAndAwaitRestart(String role) {
    long killed = pid(role);
    ProcessTable.signal("KILL", killed);
    Eventually.until(role + " is started again", () -> pid(role) != killed);
    awaitReady(role);
    return pid(role);
  }

  /// Waits until `/health/ready` of `role` says 200.
  public void awaitReady(String role) {
    Eventually.until(role + " is ready", () -> status(health(role) + "/health/ready") == 200);
  }

  /// What `/health/ready` of `role` says now: the status; 0 where nobody answers.
  public int readiness(String role) {
    return status(health(role) + "/health/ready");
  }

  /// The SHA-256 of the root that is `active`.
  public String activeRoot() {
    for (JsonNode root : command("root", "status", "-o", "json").exits(0).json().get("roots")) {
      if (root.get("status").textValue().equals("active")) {
        return root.get("sha256").textValue();
      }
    }
    throw new AssertionError("no active root");
  }

  /// Folder of one audit log, such as `proxy-1`.
  public Path audit(String log) {
    return state().resolve("audit").resolve(log);
  }

  /// Everything of the mesh's own output, for a failure's message.
  public String logs() {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> logs = Files.list(state().resolve("logs"))) {
      for (Path log : logs.sorted().toList()) {
        List<String> lines = Files.readAllLines(log);
        all.append("--- ").append(log.getFileName()).append('\n');
        lines.stream()
            .skip(Math.max(0, lines.size() - 30))
            .forEach(line -> all.append(line).append('\n'));
      }
    } catch (IOException e) {
      all.append("no logs: ").append(e);
    }
    return all.toString();
  }

  @Override
  public void close() {
    try {
      if (Files.exists(state().resolve("mesh.json"))) {
        ProcessTable.signal("CONT", pid("proxy"));
        commands.watchword("down", "--dir", "state");
      }
      keepAuditLogs();
    } finally {
      commands.close();
      applications.close();
      Folders.delete(folder);
    }
  }

  private void keepAuditLogs() {
    Path samples = Distribution.checkout().resolve("tests/integration/target/audit-samples");
    if (!Files.isDirectory(state().resolve("audit"))) {
      return;
    }
    try (Stream<Path> logs = Files.list(state().resolve("audit"))) {
      for (Path log : logs.toList()) {
        if (Files.exists(log.resolve("checkpoint"))) {
          Path sample = samples.resolve(name + "-" + log.getFileName());
          Folders.delete(sample);
          Folders.copy(log, sample, file -> !file.endsWith("key") && !file.endsWith("lock"));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String health(String role) {
    return role(role).get(role.equals("proxy") ? "admin" : "health").textValue();
  }

  private JsonNode role(String role) {
    return switch (role) {
      case "ca" -> json().get("ca");
      case "agent" -> json().get("agents").get(0);
      case "authz" -> json().get("authz").get(0);
      case "proxy" -> json().get("proxies").get(0);
      default -> throw new IllegalArgumentException(role);
    };
  }

  private JsonNode workload(String name) {
    for (JsonNode workload : json().get("proxies").get(0).get("workloads")) {
      if (workload.get("name").textValue().equals(name)) {
        return workload;
      }
    }
    throw new AssertionError("no workload `" + name + "`: " + json());
  }

  private static int status(String url) {
    try {
      return HTTP.send(
              HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(5)).build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  private String meshYaml() {
    return """
    trust-domain: acme.test
    policies: [policies/]
    workloads:
      - name: caller
        namespace: shop
        outbound: [{ listen: "127.0.0.1:0", to: orders }, { listen: "127.0.0.1:0", to: ledger }]
      - name: orders
        namespace: shop
        labels: { app: orders }
        inbound: [{ listen: "127.0.0.1:0", forward-to: "127.0.0.1:%d", protocol: http }]
      - name: ledger
        namespace: shop
        labels: { app: ledger }
        inbound: [{ listen: "127.0.0.1:0", forward-to: "127.0.0.1:%d", protocol: tcp }]
      - name: stranger
        namespace: elsewhere
        outbound: [{ listen: "127.0.0.1:0", to: orders }]
    """
        .formatted(applications.ordersPort(), applications.ledgerPort());
  }

  private static final String ORDERS_POLICY =
      """
      apiVersion: security.istio.io/v1
      kind: AuthorizationPolicy
      metadata: { name: orders-callers, namespace: shop }
      spec:
        selector: { matchLabels: { app: orders } }
        action: ALLOW
        rules:
          - from: [{ source: { principals: ["acme.test/ns/shop/sa/caller"] } }]
            to: [{ operation: { methods: [GET], paths: ["/orders", "/orders/*"] } }]
      """;

  private static final String LEDGER_POLICY =
      """
      apiVersion: security.istio.io/v1
      kind: AuthorizationPolicy
      metadata: { name: ledger-callers, namespace: shop }
      spec:
        selector: { matchLabels: { app: ledger } }
        action: ALLOW
        rules:
          - from: [{ source: { namespaces: [shop] } }]
      """;
}
