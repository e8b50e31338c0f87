package io.watchword.ca.vault;

import io.watchword.ca.keys.KeysException;
import io.watchword.ca.keys.pem.PemFiles;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Our client certificate in handshakes with Vault, read anew when its file changes. Thread-safe:
/// one volatile snapshot.
final class ClientKeys extends X509ExtendedKeyManager {
  private static final Logger LOG = LoggerFactory.getLogger(ClientKeys.class);
  private static final String ALIAS = "client";

  private record Pair(FileTime modified, List<X509Certificate> chain, PrivateKey key) {}

  private final VaultSettings.ClientCertificate files;
  private volatile @Nullable Pair pair;

  ClientKeys(VaultSettings.ClientCertificate files) {
    this.files = files;
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, SSLEngine engine) {
    return current() == null ? null : ALIAS;
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
    return current() == null ? null : ALIAS;
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    Pair now = pair;
    return now == null ? null : now.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    Pair now = pair;
    return now == null ? null : now.key();
  }

  @Override
  public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return new String[] {ALIAS};
  }

  @Override
  public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return new String[0];
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, Socket socket) {
    return null;
  }

  private @Nullable Pair current() {
    Pair before = pair;
    try {
      FileTime modified = Files.getLastModifiedTime(files.certificate());
      if (before != null && before.modified().equals(modified)) {
        return before;
      }
      Pair read =
          new Pair(
              modified,
              PemFiles.certificates(files.certificate()),
              PemFiles.privateKey(files.key()));
      pair = read;
      return read;
    } catch (IOException | KeysException e) {
      // Whoever writes the files may be half way: the old pair, if any, serves on.
      LOG.atWarn()
          .addKeyValue("file", files.certificate())
          .addKeyValue("reason", e.getMessage())
          .log("client certificate for vault cannot be read");
      return before;
    }
  }
}
