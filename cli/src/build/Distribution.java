import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Lays out the distribution below `cli/target/watchword`: run by the build as a source file, after
/// the jars stand in `lib/`.
///
/// `roles/<role>.classpath` names the jars of one role and nothing else, in class-path order, one a
/// line. Jars in `lib/` that no role names are removed; a jar that a role names and `lib/` lacks
/// fails the build.
final class Distribution {

  private static final List<String> ROLES = List.of("ca", "agent", "authz", "proxy", "cli");

  private final Path root;
  private final String version;
  private final Path home;

  private Distribution(Path root, String version) {
    this.root = root;
    this.version = version;
    this.home = root.resolve("cli/target/watchword");
  }

  public static void main(String[] arguments) throws Exception {
    new Distribution(Path.of(arguments[0]), arguments[1]).layOut();
  }

  private void layOut() throws Exception {
    Files.createDirectories(home.resolve("roles"));
    copyOwnJar();
    Set<String> used = new TreeSet<>();
    for (String role : ROLES) {
      List<String> jars = classPath(role);
      used.addAll(jars);
      writeIfChanged(home.resolve("roles/" + role + ".classpath"), String.join("\n", jars) + "\n");
    }
    removeUnused(used);
    copyTree(root.resolve("cli/src/dist"), home);
    copyTree(root.resolve("examples"), home.resolve("examples"));
    for (String file : List.of("LICENSE", "README.md", "CHANGELOG.md", "SECURITY.md")) {
      if (Files.exists(root.resolve(file))) {
        copyIfChanged(root.resolve(file), home.resolve(file));
      }
    }
    writeIfChanged(home.resolve("VERSION"), version + "\n");
    Path launcher = home.resolve("bin/watchword");
    launcher.toFile().setExecutable(true, false);
    // `./watchword` compares sources with this file.
    Files.setLastModifiedTime(launcher, FileTime.from(Instant.now()));
    new AotCaches(home, Path.of(System.getProperty("java.home"))).record();
    archive();
  }

  private void copyOwnJar() throws IOException {
    String jar = "watchword-cli-" + version + ".jar";
    copyIfChanged(root.resolve("cli/target").resolve(jar), home.resolve("lib").resolve(jar));
  }

  /// The role's own jar first, then what Maven resolved for it, by file name.
  private List<String> classPath(String role) throws IOException {
    Set<String> jars = new LinkedHashSet<>();
    jars.add("watchword-" + role + "-" + version + ".jar");
    if (role.equals("cli")) {
      // The command has the other roles at runtime scope only so that they ship; it reaches them as
      // processes.
      jars.addAll(resolved("cli/target/command.classpath"));
      jars.addAll(resolved("compliance/target/role.classpath"));
      jars.addAll(resolved("authz/target/role.classpath"));
    } else {
      jars.addAll(resolved(role + "/target/role.classpath"));
    }
    for (String jar : jars) {
      if (!Files.exists(home.resolve("lib").resolve(jar))) {
        throw new IllegalStateException(
            "role `"
                + role
                + "` needs `"
                + jar
                + "`, which is not in lib/ (two versions of one artifact?)");
      }
    }
    return List.copyOf(jars);
  }

  private List<String> resolved(String file) throws IOException {
    return Stream.of(Files.readString(root.resolve(file)).strip().split(File.pathSeparator))
        .map(path -> Path.of(path).getFileName().toString())
        .toList();
  }

  private void removeUnused(Set<String> used) throws IOException {
    try (Stream<Path> jars = Files.list(home.resolve("lib"))) {
      for (Path jar : jars.toList()) {
        if (!used.contains(jar.getFileName().toString())) {
          Files.delete(jar);
        }
      }
    }
  }

  private void archive() throws Exception {
    Path archive = root.resolve("cli/target/watchword-" + version + ".tar.gz");
    Process tar =
        new ProcessBuilder(
                "tar",
                "--owner=0",
                "--group=0",
                "--exclude=watchword/aot",
                "--transform=s,^watchword,watchword-" + version + ",",
                "-I",
                "gzip -1",
                "-cf",
                archive.toString(),
                "watchword")
            .directory(home.getParent().toFile())
            .inheritIO()
            .start();
    if (tar.waitFor() != 0) {
      throw new IllegalStateException("tar failed with exit code " + tar.exitValue());
    }
  }

  private static void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        copyIfChanged(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private static void copyIfChanged(Path from, Path to) throws IOException {
    if (Files.exists(to) && Files.mismatch(from, to) < 0) {
      return;
    }
    Files.createDirectories(to.getParent());
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
  }

  private static void writeIfChanged(Path file, String text) throws IOException {
    if (!Files.exists(file) || !Files.readString(file).equals(text)) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    }
  }
}

/// The caches that let a JVM start with its classes loaded and linked (JEP 483, JEP 514). They are
/// recorded from a run of the quickstart, in which every role does all of its work, and made anew
/// only when a jar, a flag or the JDK has changed. They fit only this very JDK, so the archive does
/// not carry them. Where recording fails the distribution works without them, only slower.
final class AotCaches {

  private static final long LIMIT_MINUTES = 8;

  private final Path home;
  private final Path javaHome;

  AotCaches(Path home, Path javaHome) {
    this.home = home;
    this.javaHome = javaHome;
  }

  void record() throws Exception {
    Path stamp = home.resolve("aot/made-for");
    String inputs = inputs();
    if (Files.exists(stamp) && Files.readString(stamp).equals(inputs)) {
      return;
    }
    System.out.println("recording start-up caches from a run of the quickstart");
    Path recorded = Files.createTempDirectory("watchword-aot-");
    Files.setPosixFilePermissions(recorded, PosixFilePermissions.fromString("rwxrwxrwx"));
    Path log = home.resolveSibling("aot.log");
    removeAll(home.resolve("aot"));
    try {
      ProcessBuilder quickstart =
          new ProcessBuilder(
                  home.resolve("bin/watchword").toString(),
                  "quickstart",
                  "--record-aot",
                  recorded.toString(),
                  "--output",
                  "json")
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      quickstart.environment().put("WATCHWORD_JAVA_HOME", javaHome.toString());
      Process run = quickstart.start();
      if (!run.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES) || run.exitValue() != 0) {
        run.destroy();
        run.waitFor();
        System.out.println(
            "warning: the quickstart did not pass, so start-up is slower than it could be; see "
                + log);
        return;
      }
      Files.createDirectories(home.resolve("aot"));
      try (Stream<Path> caches = Files.list(recorded)) {
        for (Path cache : caches.filter(file -> file.toString().endsWith(".aot")).toList()) {
          Path target = home.resolve("aot").resolve(cache.getFileName());
          Files.copy(cache, target);
          Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-r--r--"));
        }
      }
      Files.writeString(stamp, inputs);
    } finally {
      removeAll(recorded);
    }
  }

  /// Everything a cache depends on: a JVM refuses one whose jars have another size or time.
  private String inputs() throws IOException {
    StringBuilder inputs = new StringBuilder(System.getProperty("java.vm.version") + "\n");
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file :
          files
              .filter(Files::isRegularFile)
              .filter(
                  file ->
                      file.startsWith(home.resolve("lib"))
                          || file.startsWith(home.resolve("roles")))
              .sorted()
              .toList()) {
        inputs
            .append(home.relativize(file))
            .append(' ')
            .append(Files.size(file))
            .append(' ')
            .append(Files.getLastModifiedTime(file).toMillis())
            .append('\n');
      }
    }
    return inputs.toString();
  }

  private static void removeAll(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
