package io.watchword.ca.node;

import io.watchword.ca.authority.TrustAnchors;
import io.watchword.identity.svid.InvalidSvidException;
import io.watchword.identity.svid.X509SvidValidator;
import io.watchword.identity.tls.ChainTrustManager;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// What TLS for nodes presents and accepts, read anew at each handshake. Thread-safe.
///
/// A certificate is checked by our validator and nothing else. Calls check it once more: a resumed
/// session or an old connection is worth no more than its certificate is at that moment.
public final class NodeTls {
  private final ServerIdentity identity;
  private final TrustAnchors anchors;
  private final X509SvidValidator validator = new X509SvidValidator();
  private final InstantSource clock;

  /// Presents `identity`, accepts SVIDs under `anchors`.
  public NodeTls(ServerIdentity identity, TrustAnchors anchors, InstantSource clock) {
    this.identity = identity;
    this.anchors = anchors;
    this.clock = clock;
  }

  /// For the server's side of `SSLContext`.
  public X509ExtendedKeyManager keyManager() {
    return new Keys();
  }

  /// For the server's side of `SSLContext`.
  public X509ExtendedTrustManager trustManager() {
    return new Trust();
  }

  private void check(X509Certificate[] chain) throws CertificateException {
    try {
      validator.validate(List.of(chain), anchors.bundles(), clock.instant());
    } catch (InvalidSvidException e) {
      throw new CertificateException(e.getMessage(), e);
    }
  }

  private final class Keys extends X509ExtendedKeyManager {

    // A handshake asks three times; each must get parts of one and the same SVID, so the alias is
    // its serial number.
    @Override
    public String chooseEngineServerAlias(
        String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
      return identity.presented().serial();
    }

    @Override
    public String chooseServerAlias(
        String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return identity.presented().serial();
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return identity.presented(alias).chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return identity.presented(alias).key();
    }

    @Override
    public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
      return new String[] {identity.presented().serial()};
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
      return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
        String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
      return null;
    }
  }

  private final class Trust extends ChainTrustManager {

    @Override
    protected void checkClient(X509Certificate[] chain) throws CertificateException {
      check(chain);
    }

    @Override
    protected void checkServer(X509Certificate[] chain) throws CertificateException {
      throw new CertificateException("the CA is no client");
    }
  }
}
