package io.watchword.authz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The example of the README does what the README says.
class ReadmeTest {

  private static final Pattern CODE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern PRINTED = Pattern.compile("```text\n(.*?)```", Pattern.DOTALL);

  @TempDir private Path folder;

  @Test
  void readme_libraryExample_printsWhatItShows() throws Exception {
    String readme = Files.readString(Path.of("README.md"));
    String code = only(CODE, readme);
    compile(code);
    assertThat(run()).isEqualTo(only(PRINTED, readme));
  }

  private void compile(String code) throws IOException {
    String imports = code.lines().filter(ReadmeTest::isImport).collect(Collectors.joining("\n"));
    String body =
        code.lines().filter(line -> !isImport(line)).collect(Collectors.joining("\n    "));
    Path source =
        Files.writeString(
            folder.resolve("Example.java"),
            imports
                + "\npublic class Example {\n  public static void main(String[] none) {\n    "
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

  private static boolean isImport(String line) {
    return line.startsWith("import ");
  }

  private String run() throws Exception {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {folder.toUri().toURL()}, ReadmeTest.class.getClassLoader())) {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      loader
          .loadClass("Example")
          .getMethod("main", String[].class)
          .invoke(null, (Object) new String[0]);
    } finally {
      System.setOut(before);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  private static String only(Pattern pattern, String readme) {
    Matcher matcher = pattern.matcher(readme);
    List<String> found =
        Stream.of(readme).filter(r -> matcher.find()).map(r -> matcher.group(1)).toList();
    assertThat(found).hasSize(1);
    return found.getFirst();
  }
}
