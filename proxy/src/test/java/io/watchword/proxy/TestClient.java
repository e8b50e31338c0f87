package io.watchword.proxy;

import io.watchword.tests.kit.TestSvid;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// A client outside the proxy, on the JDK's own sockets and TLS. Blocking.
final class TestClient implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 10_000;

  final Socket socket;

  private TestClient(Socket socket) {
    this.socket = socket;
  }

  static TestClient plain(InetSocketAddress to) throws IOException {
    Socket socket = new Socket(to.getAddress(), to.getPort());
    socket.setSoTimeout(PATIENCE_MILLIS);
    return new TestClient(socket);
  }

  /// With this SVID; whoever answers is believed.
  static TestClient tls(InetSocketAddress to, TestSvid svid) throws IOException {
    return tls(to, Optional.of(svid), "TLSv1.3");
  }

  static TestClient tls(InetSocketAddress to, Optional<TestSvid> svid, String version)
      throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          svid.isPresent() ? keys(svid.get()) : new KeyManager[0],
          new TrustManager[] {new Believer()},
          new SecureRandom());
      SSLSocket socket =
          (SSLSocket) context.getSocketFactory().createSocket(to.getAddress(), to.getPort());
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.setEnabledProtocols(new String[] {version});
      socket.startHandshake();
      return new TestClient(socket);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyManager[] keys(TestSvid svid) throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "svid", svid.key(), new char[0], svid.chain().toArray(new X509Certificate[0]));
    KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
    factory.init(store, new char[0]);
    return factory.getKeyManagers();
  }

  TestClient send(String bytes) throws IOException {
    TestApplication.write(socket.getOutputStream(), bytes);
    return this;
  }

  /// Reads up to the end of this text.
  String readUntil(String end) throws IOException {
    StringBuilder read = new StringBuilder();
    while (!read.toString().endsWith(end)) {
      int b = socket.getInputStream().read();
      if (b < 0) {
        throw new IOException("closed after `" + read + "`, waiting for `" + end + "`");
      }
      read.append((char) b);
    }
    return read.toString();
  }

  String readHead() throws IOException {
    return TestApplication.readHead(socket.getInputStream());
  }

  String readAll() throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  /// Whether the connection ends without another byte, in whatever way.
  boolean isEnded() {
    try {
      return socket.getInputStream().read() < 0;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private static final class Believer extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
