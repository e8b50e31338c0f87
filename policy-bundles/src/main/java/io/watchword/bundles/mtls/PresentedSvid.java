package io.watchword.bundles.mtls;

import io.watchword.identity.svid.X509Svid;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// Presents one SVID. A new SVID is a new key manager: a handshake asks for chain and key
/// separately and must not get the old one and the new one. Thread-safe: immutable.
final class PresentedSvid extends X509ExtendedKeyManager {

  private static final String ALIAS = "svid";

  private final X509Svid svid;
  private final X509Certificate[] chain;

  PresentedSvid(X509Svid svid) {
    this.svid = svid;
    this.chain = svid.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return chooseClientAlias(keyTypes, issuers, null);
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return aliasFor(keyType);
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    // Whatever issuers the server names: we have one identity, and the server's validator decides.
    for (String keyType : keyTypes) {
      if (aliasFor(keyType) != null) return ALIAS;
    }
    return null;
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return aliasFor(keyType);
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return aliasFor(keyType) == null ? null : new String[] {ALIAS};
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return getClientAliases(keyType, issuers);
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    return alias.equals(ALIAS) ? chain.clone() : null;
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return alias.equals(ALIAS) ? svid.key() : null;
  }

  private @Nullable String aliasFor(String keyType) {
    return keyType.equals(svid.key().getAlgorithm()) ? ALIAS : null;
  }
}
