package io.watchword.authz.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.bundles.signature.BundleKeys;
import io.watchword.tests.kit.Await;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The process as an operator starts it.
class AuthzMainTest {

  @TempDir private Path temp;
  private Path policies;
  private Optional<Process> process = Optional.empty();

  @BeforeEach
  void write() throws IOException {
    policies = Files.createDirectory(temp.resolve("policies"));
    Files.writeString(policies.resolve("a.rego"), "package watchword.request\n\nallow if true\n");
    Files.writeString(temp.resolve("key.pem"), BundleKeys.generate().privatePem());
    Files.writeString(
        temp.resolve("authz.yaml"),
        """
        policies: [policies/]
        identity: { workload-api: "unix:./no-agent.sock" }
        bundles: { listen: "127.0.0.1:0", signing-key-file: key.pem }
        health: 127.0.0.1:%d
        """
            .formatted(freePort()));
  }

  @AfterEach
  void kill() throws InterruptedException {
    if (process.isPresent()) process.get().destroyForcibly().waitFor();
  }

  @Test
  void main_withoutConfig_isWrongUsage() throws Exception {
    assertThat(exitCode()).isEqualTo(64);
    assertThat(errors()).isEqualTo("usage: watchword authz run -c authz.yaml\n");
  }

  @Test
  void main_brokenPolicies_printsThemAllAndExitsWith3() throws Exception {
    Files.writeString(policies.resolve("a.rego"), "package a\n\nallow if {\n");
    Files.writeString(policies.resolve("b.yaml"), "kind: AuthorizationPolicy\n");
    assertThat(exitCode("-c", temp.resolve("authz.yaml").toString())).isEqualTo(3);
    assertThat(errors()).contains("--> policies/a.rego:").contains("--> policies/b.yaml:");
  }

  @Test
  void main_noPolicyFolder_exitsWith3() throws Exception {
    Files.delete(policies.resolve("a.rego"));
    Files.delete(policies);
    assertThat(exitCode("-c", temp.resolve("authz.yaml").toString())).isEqualTo(3);
    assertThat(errors())
        .isEqualTo(
            """
            authz/no-policies: policy folder `%s` does not exist
              help: create it, or name the right one under `policies`
            """
                .formatted(policies));
  }

  @Test
  void main_noAgentYet_isLiveAndSaysWhyItIsNotReady() throws Exception {
    start("-c", temp.resolve("authz.yaml").toString());
    String health = "http://" + health();
    Await.until("health answers", () -> status(health + "/health/live") == 200);
    assertThat(status(health + "/health/ready")).isEqualTo(503);
    assertThat(body(health + "/health/ready")).contains("identity").contains("no-agent.sock");
    process.orElseThrow().destroy();
    assertThat(process.orElseThrow().waitFor(20, TimeUnit.SECONDS)).isTrue();
  }

  private int exitCode(String... arguments) throws Exception {
    start(arguments);
    assertThat(process.orElseThrow().waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.orElseThrow().exitValue();
  }

  private void start(String... arguments) throws IOException {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                AuthzMain.class.getName()));
    command.addAll(List.of(arguments));
    process =
        Optional.of(
            new ProcessBuilder(command)
                .directory(temp.toFile())
                .redirectError(temp.resolve("errors").toFile())
                .redirectOutput(temp.resolve("output").toFile())
                .start());
  }

  private String errors() throws IOException {
    try (Stream<String> lines = Files.lines(temp.resolve("errors"))) {
      return lines
          .filter(line -> !line.startsWith("WARNING: "))
          .map(line -> line + "\n")
          .reduce("", String::concat);
    }
  }

  private String health() throws IOException {
    Matcher address =
        Pattern.compile("health: (\\S+)").matcher(Files.readString(temp.resolve("authz.yaml")));
    assertThat(address.find()).isTrue();
    return address.group(1);
  }

  private static int status(String url) {
    try (var client = HttpClient.newHttpClient()) {
      return client
          .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.discarding())
          .statusCode();
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  private static String body(String url) throws IOException, InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      return client
          .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
          .body();
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
