package io.watchword.cli.mesh;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/// Takes free ports and holds them until all are known, so that no two are the same. They are free
/// again when a role binds them; whoever grabs one in between makes that role fail to start, with a
/// clear message.
public final class FreePorts implements AutoCloseable {

  private final List<ServerSocket> held = new ArrayList<>();

  /// A free port of `host`.
  public int take(String host) {
    try {
      ServerSocket socket = new ServerSocket();
      held.add(socket);
      socket.bind(new InetSocketAddress(InetAddress.getByName(host), 0));
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new MeshException("no free port on `" + host + "`: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    for (ServerSocket socket : held) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new MeshException("a held port could not be released", e);
      }
    }
  }
}
