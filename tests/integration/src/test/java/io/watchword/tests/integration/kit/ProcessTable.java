package io.watchword.tests.integration.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What `/proc` knows of running processes.
public final class ProcessTable {

  /// @param command its command line, blanks between the words
  public record Entry(long pid, String command) {}

  private ProcessTable() {}

  /// Processes in whose environment `assignment` stands; not those that ended and were not fetched
  /// yet.
  public static List<Entry> withEnvironment(String assignment) {
    List<Entry> found = new ArrayList<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        if (List.of(read(process.resolve("environ")).split("\0")).contains(assignment)) {
          String command = read(process.resolve("cmdline")).replace('\0', ' ').strip();
          found.add(new Entry(Long.parseLong(process.getFileName().toString()), command));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  /// Whether `pid` runs; a process that has ended and was not fetched by its parent does not.
  public static boolean runs(long pid) {
    String stat = read(Path.of("/proc/" + pid + "/stat"));
    return !stat.isEmpty() && stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
  }

  /// Sends a signal such as `KILL` or `STOP`; nothing happens where the process has ended.
  public static void signal(String name, long pid) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(pid))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      // It has ended meanwhile, or is not ours to look at.
      return "";
    }
  }
}
