package io.watchword.cli.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.watchword.cli.CommandRun;
import io.watchword.cli.running.MeshDirectory;
import io.watchword.cli.running.MeshFile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleStatusTest {

  private static final String SERVED =
      "{\"policy_digest\":\"sha256:aa\",\"revision\":\"r-1\",\"problems\":[]}";
  private static final String ENFORCED =
      """
      {"source":"bundles","in_force":true,"digest":"sha256:%s","revision":"r-1",
       "since":"2026-03-01T12:00:00Z","last_problem":"%s"}\
      """;

  @TempDir private Path folder;
  private HttpServer authz;
  private HttpServer proxy;
  private String atProxy = ENFORCED.formatted("aa", "");

  @BeforeEach
  void start() throws IOException {
    authz = serve(() -> SERVED);
    proxy = serve(() -> atProxy);
    new MeshDirectory(folder)
        .write(
            new MeshFile(
                1,
                "example.org",
                "trust.pem",
                new MeshFile.Ca(2, "unix:ca.sock", "127.0.0.1:1", "http://127.0.0.1:2"),
                List.of(),
                List.of(new MeshFile.Authz(3, "https://127.0.0.1:3", url(authz))),
                List.of(
                    new MeshFile.Proxy(
                        4,
                        "node",
                        url(proxy),
                        List.of(
                            new MeshFile.Workload(
                                "orders", "spiffe://example.org/o", List.of(), List.of())))),
                List.of()));
  }

  @AfterEach
  void stop() {
    authz.stop(0);
    proxy.stop(0);
  }

  @Test
  void status_proxyEnforcesWhatIsServed_isDone() {
    CommandRun run = status();
    assertThat(run.exitCode()).isZero();
    assertThat(run.out())
        .isEqualTo(
            """
            authz  https://127.0.0.1:3  serves sha256:aa
            proxy  %s  enforces sha256:aa  (since 2026-03-01T12:00:00Z)
                   for orders
            """
                .formatted(url(proxy)));
  }

  @Test
  void status_proxyEnforcesAnOlderBundle_endsWithOneAndSaysWhy() {
    atProxy = ENFORCED.formatted("bb", "bundles/unknown-key: the bundle is signed with key `k`");
    CommandRun run = status();
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains("enforces sha256:bb  (not what is served, since")
        .contains("! bundles/unknown-key: the bundle is signed with key `k`");
  }

  @Test
  void status_json_namesEachProxyWithItsDigest() {
    assertThat(status("-o", "json").out())
        .contains("\"current\" : true")
        .contains("\"workloads\" : [ \"orders\" ]")
        .contains("\"digest\" : \"sha256:aa\"");
  }

  @Test
  void status_proxyDoesNotAnswer_endsWithOne() {
    proxy.stop(0);
    CommandRun run = status();
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out())
        .contains("enforces nothing")
        .contains("! `" + url(proxy) + "/policies` does not answer (ConnectException)");
  }

  private CommandRun status(String... more) {
    List<String> arguments =
        new java.util.ArrayList<>(List.of("bundle", "status", "--dir", folder.toString()));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }

  private static HttpServer serve(java.util.function.Supplier<String> page) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/policies",
        exchange -> {
          byte[] body = page.get().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static String url(HttpServer server) {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }
}
