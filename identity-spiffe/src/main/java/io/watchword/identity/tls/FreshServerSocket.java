package io.watchword.identity.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// A server socket whose connections each have a context of their own: those of the JDK's share
/// one, and with it their sessions. Settings as of any server socket: set before use, then any
/// thread.
final class FreshServerSocket extends SSLServerSocket {

  private final FreshContexts contexts;
  private SSLParameters parameters;
  private boolean isClient;
  private boolean mayCreateSessions = true;

  FreshServerSocket(FreshContexts contexts) throws IOException {
    this.contexts = contexts;
    this.parameters = contexts.parameters();
  }

  FreshServerSocket(FreshContexts contexts, int port, int backlog, @Nullable InetAddress address)
      throws IOException {
    super(port, backlog, address);
    this.contexts = contexts;
    this.parameters = contexts.parameters();
  }

  @Override
  public Socket accept() throws IOException {
    Socket plain = new Socket();
    implAccept(plain);
    SSLSocket socket =
        (SSLSocket) contexts.fresh().getSocketFactory().createSocket(plain, null, true);
    socket.setSSLParameters(parameters);
    socket.setUseClientMode(isClient);
    socket.setEnableSessionCreation(mayCreateSessions);
    return socket;
  }

  @Override
  public SSLParameters getSSLParameters() {
    return parameters;
  }

  @Override
  public void setSSLParameters(SSLParameters wanted) {
    parameters = wanted;
  }

  @Override
  public String[] getEnabledCipherSuites() {
    return parameters.getCipherSuites();
  }

  @Override
  public void setEnabledCipherSuites(String[] suites) {
    parameters.setCipherSuites(suites);
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return contexts.parameters().getCipherSuites();
  }

  @Override
  public String[] getSupportedProtocols() {
    return new String[] {FreshContexts.PROTOCOL};
  }

  @Override
  public String[] getEnabledProtocols() {
    return parameters.getProtocols();
  }

  @Override
  public void setEnabledProtocols(String[] protocols) {
    parameters.setProtocols(protocols);
  }

  @Override
  public void setNeedClientAuth(boolean need) {
    parameters.setNeedClientAuth(need);
  }

  @Override
  public boolean getNeedClientAuth() {
    return parameters.getNeedClientAuth();
  }

  @Override
  public void setWantClientAuth(boolean want) {
    parameters.setWantClientAuth(want);
  }

  @Override
  public boolean getWantClientAuth() {
    return parameters.getWantClientAuth();
  }

  @Override
  public void setUseClientMode(boolean client) {
    isClient = client;
  }

  @Override
  public boolean getUseClientMode() {
    return isClient;
  }

  @Override
  public void setEnableSessionCreation(boolean may) {
    mayCreateSessions = may;
  }

  @Override
  public boolean getEnableSessionCreation() {
    return mayCreateSessions;
  }
}
