package io.watchword.platform.bootstrap.config;

import java.nio.file.Path;

/// A Unix domain socket, written `unix:PATH` or `unix:///PATH`.
public record UnixSocket(Path path) implements SocketAddressText {

  /// Reads either spelling; a relative path stays relative.
  public static UnixSocket parse(String text) {
    String path = text.startsWith("unix:") ? text.substring("unix:".length()) : "";
    if (path.startsWith("//")) {
      path = path.startsWith("///") ? path.substring(2) : "";
    }
    if (path.isEmpty() || path.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "`" + text + "` is no Unix socket (expected: `unix:PATH` or `unix:///PATH`)");
    }
    return new UnixSocket(Path.of(path));
  }

  @Override
  public UnixSocket resolvedAgainst(Path folder) {
    return new UnixSocket(folder.resolve(path).normalize());
  }

  @Override
  public String toString() {
    return "unix:" + path;
  }
}
