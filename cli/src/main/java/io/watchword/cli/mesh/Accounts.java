package io.watchword.cli.mesh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The Unix accounts that a mesh's processes run under. Started as root, the proxy and the
/// applications each get an unprivileged uid of their own, so that `unix:uid` tells them apart;
/// otherwise everything is the caller.
///
/// @param own uid of this process
/// @param proxy uid of the proxy
/// @param application uid of example applications
public record Accounts(int own, int proxy, int application) {

  // Above what distributions hand to people and services, below the range of containers' sub-ids.
  private static final int PROXY = 61_501;
  private static final int APPLICATION = 61_502;

  /// Accounts of a mesh in `directory` that runs the distribution at `home`.
  static Accounts choose(Path home, Path directory) {
    int own = ownUid();
    if (own == 0
        && reachable(home.resolve("bin/watchword"), PROXY)
        && reachable(directory, PROXY)) {
      return new Accounts(own, PROXY, APPLICATION);
    }
    return new Accounts(own, own, own);
  }

  /// Whether the proxy runs under an account of its own.
  public boolean separate() {
    return proxy != own;
  }

  /// `command`, run as `uid`.
  List<String> as(int uid, List<String> command) {
    if (uid == own) {
      return command;
    }
    return Stream.concat(
            Stream.of("setpriv", "--reuid=" + uid, "--regid=" + uid, "--clear-groups", "--"),
            command.stream())
        .toList();
  }

  /// Hands a file or folder, and what is in it, to `uid`. Root may do this in a folder that `uid`
  /// has written to before, so links are never followed: one to `/etc/shadow` would hand that over.
  void give(Path path, int uid) throws IOException {
    if (uid == own) {
      return;
    }
    try (Stream<Path> inside = Files.walk(path)) {
      for (Path each : inside.toList()) {
        if (isAnotherNameOfAFile(each)) {
          continue;
        }
        Files.setAttribute(each, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(each, "unix:gid", uid, LinkOption.NOFOLLOW_LINKS);
      }
    }
  }

  private static boolean isAnotherNameOfAFile(Path path) throws IOException {
    return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
        && (Integer) Files.getAttribute(path, "unix:nlink", LinkOption.NOFOLLOW_LINKS) > 1;
  }

  private static int ownUid() {
    try {
      return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    } catch (IOException e) {
      throw new MeshException("the uid of this process is not to be had from /proc/self", e);
    }
  }

  /// Whether `uid` can read the path: all folders above it would have to let it through.
  private static boolean reachable(Path path, int uid) {
    try {
      Process test =
          new ProcessBuilder(
                  "setpriv",
                  "--reuid=" + uid,
                  "--regid=" + uid,
                  "--clear-groups",
                  "--",
                  "test",
                  "-r",
                  path.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return test.waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
