package io.watchword.identity.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/// A trust manager that judges a peer by the chain it presents and by nothing else: neither by what
/// kind of key was agreed on nor by where it was reached.
///
/// Extended on purpose: JSSE wraps a plain `X509TrustManager` into checks of host names and
/// algorithms of its own, which know nothing of SPIFFE.
public abstract class ChainTrustManager extends X509ExtendedTrustManager {

  /// Returns where `chain` may be a client.
  ///
  /// @param chain leaf first, as it was presented
  /// @throws CertificateException saying why not
  protected abstract void checkClient(X509Certificate[] chain) throws CertificateException;

  /// Returns where `chain` may be a server.
  ///
  /// @param chain leaf first, as it was presented
  /// @throws CertificateException saying why not
  protected abstract void checkServer(X509Certificate[] chain) throws CertificateException;

  @Override
  public final void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    checkClient(chain);
  }

  @Override
  public final void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkClient(chain);
  }

  @Override
  public final void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkClient(chain);
  }

  @Override
  public final void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    checkServer(chain);
  }

  @Override
  public final void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkServer(chain);
  }

  @Override
  public final void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkServer(chain);
  }

  /// None: which roots we know is nobody's business before they have shown who they are.
  @Override
  public final X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
