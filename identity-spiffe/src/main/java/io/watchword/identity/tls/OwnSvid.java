package io.watchword.identity.tls;

import io.watchword.identity.svid.X509Svid;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// Presents the SVID that was the newest when the handshake began. One for each connection: chain
/// and key are asked for one after the other and must not come from two SVIDs. The connection's
/// thread only.
final class OwnSvid extends X509ExtendedKeyManager {

  private static final String ALIAS = "svid";

  private final Supplier<X509Svid> newest;
  private @Nullable X509Svid chosen;

  OwnSvid(Supplier<X509Svid> newest) {
    this.newest = newest;
  }

  private X509Svid svid() {
    X509Svid now = chosen;
    if (now == null) {
      now = newest.get();
      chosen = now;
    }
    return now;
  }

  private @Nullable String aliasFor(@Nullable String... keyTypes) {
    for (String keyType : keyTypes) {
      if (svid().key().getAlgorithm().equals(keyType)) {
        return ALIAS;
      }
    }
    return null;
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    // Whatever issuers the server names: there is one identity, and the server's validator decides.
    return aliasFor(keyTypes);
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return aliasFor(keyType);
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return aliasFor(keyTypes);
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
    return alias.equals(ALIAS) ? svid().chain().toArray(X509Certificate[]::new) : null;
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    return alias.equals(ALIAS) ? svid().key() : null;
  }
}
