package io.watchword.agent.attestation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// The kernel's table of processes, read from `/proc`. Thread-safe: no state.
public final class ProcessTable {
  // [1] proc(5): /proc/PID/stat, /proc/PID/status, /proc/PID/exe.

  private static final String DELETED = " (deleted)";

  private final Path proc;

  /// @param proc `/proc`, or what stands for it in a test
  public ProcessTable(Path proc) {
    this.proc = proc;
  }

  /// When that process started; empty where there is none (a zombie has ended, too).
  public OptionalLong startTicks(int pid) {
    Optional<String> stat = read(pid, "stat");
    if (stat.isEmpty()) {
      return OptionalLong.empty();
    }
    // The name in parentheses may hold blanks and parentheses of its own.
    int nameEnd = stat.get().lastIndexOf(')');
    String[] fields = stat.get().substring(nameEnd + 1).trim().split(" ");
    if (nameEnd < 0 || fields.length < 20 || fields[0].equals("Z") || fields[0].equals("X")) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(fields[19]));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /// Whether `process` still runs; true where we cannot know.
  public boolean isAlive(ProcessKey process) {
    if (!process.isKnown()) {
      return true;
    }
    OptionalLong now = startTicks(process.pid());
    return now.isPresent() && now.getAsLong() == process.startTicks();
  }

  /// The program it runs; empty where the kernel does not say, or the file was replaced since.
  public Optional<String> executable(int pid) {
    try {
      String path = Files.readSymbolicLink(file(pid, "exe")).toString();
      // A replaced file is another program under the same name: its path proves nothing.
      return path.endsWith(DELETED) || !path.startsWith("/") ? Optional.empty() : Optional.of(path);
    } catch (IOException | SecurityException e) {
      return Optional.empty();
    }
  }

  /// The program it runs, to be opened: leads to the very file, also where that was deleted or lies
  /// in another mount namespace.
  public Path executableFile(int pid) {
    return file(pid, "exe");
  }

  /// Whether the process that `descriptor` is a handle of lives, and as `pid`.
  public boolean isHandleOf(int descriptor, int pid) {
    Path information = proc.resolve("self/fdinfo").resolve(Integer.toString(descriptor));
    try {
      return Files.readString(information, StandardCharsets.ISO_8859_1)
          .lines()
          .anyMatch(line -> line.matches("Pid:\\s+" + pid));
    } catch (IOException | SecurityException e) {
      return false;
    }
  }

  /// Whether it runs as `uid`, be it really, effectively or by what it saved.
  public boolean isOfUser(int pid, int uid) {
    return numbers(pid, "Uid:").contains(uid);
  }

  /// Its process id with the user and group it acts as; empty where there is none.
  public Optional<UnixPeer> peer(int pid) {
    List<Integer> users = numbers(pid, "Uid:");
    List<Integer> groups = numbers(pid, "Gid:");
    // Real, effective, saved, of files: what the kernel tells of a socket's peer is the effective.
    return users.size() < 2 || groups.size() < 2
        ? Optional.empty()
        : Optional.of(new UnixPeer(pid, users.get(1), groups.get(1)));
  }

  /// Paths of its control groups, one for each hierarchy.
  ///
  /// @throws UncheckedIOException where the kernel does not say
  public List<String> controlGroups(int pid) {
    try {
      return Files.readAllLines(file(pid, "cgroup"), StandardCharsets.ISO_8859_1).stream()
          .map(line -> line.split(":", 3))
          .filter(parts -> parts.length == 3)
          .map(parts -> parts[2])
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Its supplementary groups.
  public List<Integer> groups(int pid) {
    return numbers(pid, "Groups:");
  }

  private List<Integer> numbers(int pid, String key) {
    return read(pid, "status").stream()
        .flatMap(String::lines)
        .filter(line -> line.startsWith(key))
        .flatMap(line -> Arrays.stream(line.substring(key.length()).trim().split("\\s+")))
        .filter(number -> !number.isEmpty())
        .map(Integer::parseUnsignedInt)
        .toList();
  }

  private Optional<String> read(int pid, String name) {
    try {
      return Optional.of(Files.readString(file(pid, name), StandardCharsets.ISO_8859_1));
    } catch (IOException | SecurityException e) {
      return Optional.empty();
    }
  }

  private Path file(int pid, String name) {
    return proc.resolve(Integer.toString(pid)).resolve(name);
  }
}
