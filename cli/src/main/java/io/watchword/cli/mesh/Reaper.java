package io.watchword.cli.mesh;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// Cleans up after this process however it ends, `kill -9` included: a shell in a session of its
/// own waits on a pipe from us. When the pipe closes it ends the processes listed and removes the
/// paths listed. A process is known by its id and its start time, so that a reused id is never hit.
///
/// Thread-safe.
public final class Reaper implements AutoCloseable {

  // Field 22 of /proc/PID/stat is the start time; the command in parentheses before it may hold
  // blanks.
  private static final String SCRIPT =
      """
      cat >/dev/null
      started() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }
      each() { while read -r kind id start; do
        if [ "$kind" = process ] && [ "$(started "$id")" = "$start" ]; then kill "-$1" "$id" 2>/dev/null && echo "$id"; fi
      done <"$list"; }
      list=$1
      if [ -n "$(each TERM)" ]; then
        n=0
        while [ -n "$(each 0)" ] && [ $n -lt 20 ]; do sleep 0.1; n=$((n + 1)); done
        each KILL >/dev/null
        sleep 0.1
      fi
      grep '^path ' "$list" 2>/dev/null | cut -d' ' -f2- | while IFS= read -r path; do rm -rf -- "$path"; done
      rm -f -- "$list"
      """;

  private final Path list;
  private final Process shell;
  private final OutputStream pipe;

  private Reaper(Path list, Process shell) {
    this.list = list;
    this.shell = shell;
    this.pipe = shell.getOutputStream();
  }

  /// Starts one that reads what to do from `list` when the time has come.
  public static Reaper start(Path list) {
    try {
      Files.writeString(list, "");
      Process shell =
          new ProcessBuilder(
                  List.of("setsid", "sh", "-c", SCRIPT, "watchword-reaper", list.toString()))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return new Reaper(list, shell);
    } catch (IOException e) {
      throw new MeshException(
          "the process that cleans up could not be started: " + e.getMessage(), e);
    }
  }

  /// `process` shall not outlive us.
  public synchronized void watch(ProcessHandle process) {
    startTime(process.pid())
        .ifPresent(start -> add("process " + process.pid() + " " + start + "\n"));
  }

  /// `path`, and all below it, shall not outlive us.
  ///
  /// @throws MeshException where the list could not name it without naming something else as well
  public synchronized void remove(Path path) {
    if (path.toString().contains("\n")) {
      throw new MeshException("`" + path + "` has a line break in its name");
    }
    add("path " + path.toAbsolutePath() + "\n");
  }

  /// Lets it do its work now, and waits for that.
  @Override
  public void close() {
    try {
      pipe.close();
      shell.waitFor();
    } catch (IOException e) {
      throw new MeshException("the process that cleans up could not be told to", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void add(String line) {
    try {
      Files.writeString(list, line, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new MeshException("`" + list + "` could not be written", e);
    }
  }

  private static java.util.Optional<String> startTime(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return java.util.Optional.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[19]);
    } catch (IOException e) {
      // It has ended already.
      return java.util.Optional.empty();
    }
  }
}
