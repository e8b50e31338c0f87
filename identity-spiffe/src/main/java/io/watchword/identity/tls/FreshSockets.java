package io.watchword.identity.tls;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/// Sockets of [FreshContexts]: each from a context of its own. Thread-safe.
final class FreshSockets extends SSLSocketFactory {

  private final FreshContexts contexts;

  FreshSockets(FreshContexts contexts) {
    this.contexts = contexts;
  }

  private SSLSocketFactory fresh() {
    return contexts.fresh().getSocketFactory();
  }

  private Socket configured(Socket socket) {
    ((SSLSocket) socket).setSSLParameters(contexts.parameters());
    return socket;
  }

  @Override
  public Socket createSocket() throws IOException {
    return configured(fresh().createSocket());
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return configured(fresh().createSocket(host, port));
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return configured(fresh().createSocket(host, port, localHost, localPort));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return configured(fresh().createSocket(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return configured(fresh().createSocket(host, port, localHost, localPort));
  }

  @Override
  public Socket createSocket(Socket socket, String host, int port, boolean autoClose)
      throws IOException {
    return configured(fresh().createSocket(socket, host, port, autoClose));
  }

  @Override
  public Socket createSocket(Socket socket, @Nullable InputStream consumed, boolean autoClose)
      throws IOException {
    return configured(fresh().createSocket(socket, consumed, autoClose));
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
