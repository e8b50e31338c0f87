package io.watchword.identity.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import javax.net.ssl.SSLServerSocketFactory;

/// Server sockets of [FreshContexts]. Thread-safe.
final class FreshServerSockets extends SSLServerSocketFactory {

  private final FreshContexts contexts;

  FreshServerSockets(FreshContexts contexts) {
    this.contexts = contexts;
  }

  @Override
  public ServerSocket createServerSocket() throws IOException {
    return new FreshServerSocket(contexts);
  }

  @Override
  public ServerSocket createServerSocket(int port) throws IOException {
    return new FreshServerSocket(contexts, port, 0, null);
  }

  @Override
  public ServerSocket createServerSocket(int port, int backlog) throws IOException {
    return new FreshServerSocket(contexts, port, backlog, null);
  }

  @Override
  public ServerSocket createServerSocket(int port, int backlog, InetAddress address)
      throws IOException {
    return new FreshServerSocket(contexts, port, backlog, address);
  }

  @Override
  public String[] getDefaultCipherSuites() {
    return contexts.parameters().getCipherSuites();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return getDefaultCipherSuites();
  }
}
