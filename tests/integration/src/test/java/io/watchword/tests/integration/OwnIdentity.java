package io.watchword.tests.integration;

import com.fasterxml.jackson.databind.JsonNode;
import io.watchword.tests.integration.kit.CommandRun;
import io.watchword.tests.integration.kit.MeshUnderTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// An identity of a mesh for this process, got as any workload gets it: an entry for its uid, then
/// `identity fetch x509`.
///
/// @param fetched what `identity fetch -o json` printed
record OwnIdentity(String spiffeId, JsonNode fetched, Path certificates, Path key, Path bundle) {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  static OwnIdentity create(MeshUnderTest mesh, String spiffeId) {
    mesh.command(
            "entry",
            "create",
            "--spiffe-id",
            spiffeId,
            "--parent-id",
            MeshUnderTest.AGENT,
            "--selector",
            "unix:uid:" + ownUid())
        .exits(0);
    String name = spiffeId.substring(spiffeId.lastIndexOf('/') + 1);
    String socket = mesh.json().get("agents").get(0).get("workload_api").textValue();
    long end = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      CommandRun fetch =
          mesh.commands()
              .watchword(
                  "identity", "fetch", "x509", "--socket", socket, "--write", name, "-o", "json");
      if (fetch.exit() == 0) {
        JsonNode svids = fetch.json().get("svids");
        for (int i = 0; i < svids.size(); i++) {
          if (svids.get(i).get("spiffe_id").textValue().equals(spiffeId)) {
            Path folder = mesh.folder().resolve(name);
            return new OwnIdentity(
                spiffeId,
                fetch.json(),
                folder.resolve("svid." + i + ".pem"),
                folder.resolve("svid." + i + ".key"),
                folder.resolve("bundle." + i + ".pem"));
          }
        }
      }
      if (System.nanoTime() > end) {
        throw new AssertionError("`" + spiffeId + "` is not served: " + fetch);
      }
    }
  }

  private static int ownUid() {
    try {
      return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
