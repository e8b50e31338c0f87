package io.watchword.cli.quickstart;

import io.watchword.cli.mesh.Distribution;
import io.watchword.cli.mesh.FreePorts;
import io.watchword.cli.mesh.MeshException;
import io.watchword.cli.mesh.Reaper;
import io.watchword.cli.mesh.RoleProcess;
import io.watchword.cli.running.CaAnswer;
import io.watchword.cli.running.wire.AdminClient;
import io.watchword.cli.running.wire.EntriesClient;
import io.watchword.identity.svid.X509Svid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A second CA with an agent of its own, for another trust domain: it lives just long enough to
/// issue one SVID.
final class ForeignMesh {

  private static final String TRUST_DOMAIN = "elsewhere.example";
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Path folder;
  private final Reaper reaper;
  private final int uid;

  /// @param folder its state; short, for the sockets
  /// @param uid of this process, which fetches the SVID
  ForeignMesh(Path folder, Reaper reaper, int uid) {
    this.folder = folder;
    this.reaper = reaper;
    this.uid = uid;
  }

  /// Runs it, fetches the SVID and ends it.
  X509Svid svid() throws IOException, InterruptedException {
    Files.createDirectories(folder);
    try (FreePorts ports = new FreePorts()) {
      String nodes = "127.0.0.1:" + ports.take("127.0.0.1");
      write("ca.yaml", ca(nodes, ports.take("127.0.0.1")));
      write("agent.yaml", agent(nodes, ports.take("127.0.0.1")));
    }
    RoleProcess ca = start("ca");
    try {
      ca.awaitReady(LIMIT);
      register();
      RoleProcess agent = start("agent");
      try {
        agent.awaitReady(LIMIT);
        return Identities.fetch(
            folder.resolve("agent.sock"), "stranger", folder.resolve("svid"), LIMIT);
      } finally {
        agent.process().destroy();
      }
    } finally {
      ca.process().destroy();
    }
  }

  private String ca(String nodes, int health) {
    return """
    trust-domain: %s
    state: %s/ca
    nodes: { listen: "%s" }
    admin: unix:%s/admin.sock
    health: "127.0.0.1:%d"
    keys: embedded
    """
        .formatted(TRUST_DOMAIN, folder, nodes, folder, health);
  }

  private String agent(String nodes, int health) {
    return """
    trust-domain: %s
    state: %s/agent
    ca: { address: "%s", token-file: %s/token }
    workload-api: unix:%s/agent.sock
    health: "127.0.0.1:%d"
    """
        .formatted(TRUST_DOMAIN, folder, nodes, folder, folder, health);
  }

  private void register() throws IOException {
    String agentId = "spiffe://" + TRUST_DOMAIN + "/watchword/agent/elsewhere";
    Path socket = folder.resolve("admin.sock");
    try (AdminClient admin = AdminClient.of(socket);
        EntriesClient entries = EntriesClient.of(socket)) {
      entries.createEntry(
          CaAnswer.Entry.wanted(
              "spiffe://" + TRUST_DOMAIN + "/ns/shop/sa/web",
              agentId,
              List.of("unix:uid:" + uid),
              "stranger"));
      Files.writeString(
          folder.resolve("token"), admin.createToken(agentId, Duration.ofMinutes(5)).token());
    }
  }

  private RoleProcess start(String role) {
    RoleProcess process =
        RoleProcess.start(
            role,
            List.of(
                Distribution.home().resolve("bin/watchword").toString(),
                role,
                "run",
                "-c",
                folder.resolve(role + ".yaml").toString()),
            Map.of(),
            folder.resolve(role + ".log"),
            folder.resolve(role + ".ready"));
    reaper.watch(process.process().toHandle());
    return process;
  }

  private void write(String name, String text) {
    try {
      Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new MeshException("`" + folder.resolve(name) + "` could not be written", e);
    }
  }
}
