package io.watchword.tests.conformance.spiffe.workload;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// Joins connections to one Unix socket with another, as a process of its own: the other end sees
/// this process as the caller. Uses nothing but the JDK, and has no second class, so that its one
/// file can be laid where another user reads it.
public final class SocketRelay {

  private SocketRelay() {}

  /// Serves `arguments[0]` and calls `arguments[1]` for each connection, until its standard input
  /// ends.
  public static void main(String[] arguments) throws IOException {
    Path path = Path.of(arguments[0]);
    UnixDomainSocketAddress target = UnixDomainSocketAddress.of(arguments[1]);
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(path));
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-"));
    Thread.ofPlatform().daemon().start(() -> serve(server, target));
    SocketChannel.open(target).close();
    System.out.println("ready");
    while (System.in.read() >= 0) {
      // Until whoever started this has gone.
    }
  }

  private static void serve(ServerSocketChannel server, UnixDomainSocketAddress target) {
    try {
      while (true) {
        SocketChannel client = server.accept();
        SocketChannel agent = SocketChannel.open(target);
        Thread.ofPlatform().daemon().start(() -> pump(client, agent));
        Thread.ofPlatform().daemon().start(() -> pump(agent, client));
      }
    } catch (IOException e) {
      System.err.println("relay: " + e.getMessage());
      System.exit(1);
    }
  }

  private static void pump(SocketChannel from, SocketChannel to) {
    ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
    try (from;
        to) {
      while (from.read(buffer) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          to.write(buffer);
        }
        buffer.clear();
      }
    } catch (IOException e) {
      // The other direction has ended both.
    }
  }
}
