package io.watchword.cli.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.watchword.cli.mesh.Distribution;
import io.watchword.cli.mesh.MeshException;
import io.watchword.identity.svid.X509Svid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Fetches an SVID as a workload that comes and goes: in a process of its own. The agent counts
/// whoever holds an SVID among those that a root rotation waits for until the kernel says that the
/// process has ended; the tour itself would hold it up.
final class Identities {

  private Identities() {}

  /// Waits until an SVID with `hint` is there (entries take a moment to reach the agent), and
  /// leaves its files in `folder`.
  static X509Svid fetch(Path socket, String hint, Path folder, Duration limit)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() < deadline) {
      Optional<X509Svid> svid = fetchOnce(socket, hint, folder);
      if (svid.isPresent()) {
        return svid.get();
      }
      Thread.sleep(100);
    }
    throw new MeshException(
        "no SVID with the hint `" + hint + "` within " + limit.toSeconds() + " s");
  }

  private static Optional<X509Svid> fetchOnce(Path socket, String hint, Path folder)
      throws IOException, InterruptedException {
    Process fetch =
        new ProcessBuilder(
                Distribution.home().resolve("bin/watchword").toString(),
                "identity",
                "fetch",
                "x509",
                "--socket",
                "unix:" + socket,
                "--write",
                folder.toString(),
                "--output",
                "json")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    byte[] answer = fetch.getInputStream().readAllBytes();
    if (fetch.waitFor() != 0) {
      return Optional.empty();
    }
    JsonNode svids = new ObjectMapper().readTree(answer).path("svids");
    for (int i = 0; i < svids.size(); i++) {
      if (svids.get(i).path("hint").asText().equals(hint)) {
        return Optional.of(
            X509Svid.parsePem(
                Files.readString(folder.resolve("svid." + i + ".pem")),
                Files.readString(folder.resolve("svid." + i + ".key")),
                hint));
      }
    }
    return Optional.empty();
  }
}
