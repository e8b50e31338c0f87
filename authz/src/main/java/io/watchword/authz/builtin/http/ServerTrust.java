package io.watchword.authz.builtin.http;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/// Whom a request trusts: one of several sets of authorities, and a name that may differ from the
/// one in the URL. Thread-safe.
final class ServerTrust extends X509ExtendedTrustManager {

  private static final int DNS = 2;
  private static final int ADDRESS = 7;

  private final List<X509TrustManager> accepted;
  private final String serverName;
  private final boolean anyone;

  private ServerTrust(List<X509TrustManager> accepted, String serverName, boolean anyone) {
    this.accepted = accepted;
    this.serverName = serverName;
    this.anyone = anyone;
  }

  /// Nothing is checked: `tls_insecure_skip_verify`.
  static ServerTrust anyone() {
    return new ServerTrust(List.of(), "", true);
  }

  /// @param serverName empty for the host of the URL
  static ServerTrust of(List<X509TrustManager> accepted, String serverName) {
    return new ServerTrust(accepted, serverName, false);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain, type, serverName.isEmpty() ? engine.getPeerHost() : serverName);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain, type, serverName);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain, type, serverName);
  }

  private void check(X509Certificate[] chain, String type, String name)
      throws CertificateException {
    if (anyone) {
      return;
    }
    CertificateException last = new CertificateException("no authority is trusted");
    for (X509TrustManager manager : accepted) {
      try {
        manager.checkServerTrusted(chain, type);
        checkName(chain[0], name);
        return;
      } catch (CertificateException notByThis) {
        last = notByThis;
      }
    }
    throw last;
  }

  // RFC 9525 §6: only alternative names count, and a star stands for the first label.
  private static void checkName(X509Certificate certificate, String name)
      throws CertificateException {
    String wanted = name.toLowerCase(Locale.ROOT);
    Collection<List<?>> names = certificate.getSubjectAlternativeNames();
    for (List<?> each : names == null ? List.<List<?>>of() : names) {
      String value = String.valueOf(each.get(1)).toLowerCase(Locale.ROOT);
      boolean matches =
          each.get(0).equals(ADDRESS) && value.equals(wanted)
              || each.get(0).equals(DNS) && (value.equals(wanted) || isBelow(value, wanted));
      if (matches) {
        return;
      }
    }
    throw new CertificateException("x509: certificate is not valid for " + name);
  }

  private static boolean isBelow(String pattern, String name) {
    int dot = name.indexOf('.');
    return pattern.startsWith("*.") && dot > 0 && name.substring(dot).equals(pattern.substring(1));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw new CertificateException("not a server");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("not a server");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("not a server");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
