package io.watchword.identity;

import static io.watchword.identity.workload.wire.FakeAgent.message;
import static io.watchword.identity.workload.wire.FakeAgent.svid;
import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.identity.workload.wire.FakeAgent;
import io.watchword.tests.kit.TestCa;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The example of the README does what the README says: compiled and run as it stands, as a process
/// of its own.
class ReadmeTest {

  private static final String WEB = "spiffe://example.org/ns/shop/sa/web";

  @TempDir private Path folder;

  @Test
  void readme_libraryExample_printsWhatItShows() throws Exception {
    String readme = Files.readString(Path.of("README.md"));
    compile(only("java", readme));
    TestCa root = TestCa.root("example.org");
    try (FakeAgent agent = new FakeAgent(folder.resolve("agent.sock"))) {
      agent.send(message(svid(WEB, root.intermediate().leaf(WEB), root, "web")));

      assertThat(run()).isEqualTo(only("text", readme));
    }
  }

  private void compile(String code) throws IOException {
    String imports = code.lines().filter(ReadmeTest::isImport).collect(Collectors.joining("\n"));
    String body = code.lines().filter(line -> !isImport(line)).collect(Collectors.joining("\n"));
    Path source =
        Files.writeString(
            folder.resolve("Example.java"),
            imports
                + "\n"
                + "public class Example {\n"
                + "  public static void main(String[] none) throws Exception {\n"
                + body
                + "\n  }\n}\n");
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of(
              "-proc:none", "-d", folder.toString(), "-cp", System.getProperty("java.class.path"));
      boolean done =
          compiler
              .getTask(said, files, null, options, null, files.getJavaFileObjects(source))
              .call();
      assertThat(done).as(said.toString()).isTrue();
    }
  }

  private String run() throws Exception {
    Path printed = folder.resolve("printed");
    Path errors = folder.resolve("errors");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                folder + ":" + System.getProperty("java.class.path"),
                "Example")
            .redirectOutput(printed.toFile())
            .redirectError(errors.toFile());
    builder.environment().put("SPIFFE_ENDPOINT_SOCKET", "unix://" + folder.resolve("agent.sock"));
    Process process = builder.start();
    boolean ended = process.waitFor(60, TimeUnit.SECONDS);
    process.destroyForcibly();
    assertThat(ended).as("the example ends").isTrue();
    assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
    return Files.readString(printed, StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.startsWith("hello"))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  private static boolean isImport(String line) {
    return line.startsWith("import ");
  }

  private static String only(String language, String readme) {
    Matcher matcher =
        Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(readme);
    List<String> found = matcher.results().map(result -> result.group(1)).toList();
    assertThat(found).hasSize(1);
    return found.getFirst();
  }
}
