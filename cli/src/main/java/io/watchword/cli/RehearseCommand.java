package io.watchword.cli;

import io.watchword.platform.bootstrap.lifecycle.ExitCodes;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Runs the everyday verbs once, in this process, so that the build can record what they load. Not
/// for people.
@Command(name = "rehearse", hidden = true)
final class RehearseCommand implements Callable<Integer> {

  @Option(names = "--dir", required = true)
  private String directory = "";

  @Option(names = "--mesh", required = true)
  private Path mesh = Path.of("mesh.yaml");

  @Override
  public Integer call() {
    String policies = mesh.resolveSibling("policies").toString();
    String caller = "spiffe://example.org/ns/shop/sa/web";
    List<List<String>> lines =
        List.of(
            List.of("policy", "check", "-f", mesh.toString(), policies),
            List.of(
                "policy",
                "simulate",
                "-p",
                policies,
                "-f",
                mesh.toString(),
                "--from",
                caller,
                "--to",
                "orders",
                "-o",
                "json"),
            List.of(
                "policy",
                "simulate",
                "-p",
                policies,
                "-f",
                mesh.toString(),
                "--from",
                caller,
                "--to",
                "orders",
                "--path",
                "/admin"),
            List.of("entry", "list", "--dir", directory, "-o", "json"),
            List.of("agent", "list", "--dir", directory),
            List.of("root", "status", "--dir", directory),
            List.of("token", "create", "--dir", directory),
            List.of("audit", "verify", "--dir", directory),
            List.of("identity", "inspect", directory + "/trust.pem"),
            List.of("policy", "explain", "--dir", directory, "d-00000000000000000000000000"));
    for (List<String> line : lines) {
      int code = WatchwordMain.run(line.toArray(String[]::new));
      if (code == ExitCodes.USAGE || code == ExitCodes.INVALID_INPUT) {
        return code;
      }
    }
    return ExitCodes.DONE;
  }
}
