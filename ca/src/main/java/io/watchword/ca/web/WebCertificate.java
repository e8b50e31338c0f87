package io.watchword.ca.web;

import io.watchword.identity.x509.MalformedCertificateException;
import io.watchword.identity.x509.Pem;
import io.watchword.identity.x509.PrivateKeys;
import io.watchword.identity.x509.StrictX509Certificate;
import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
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

/// A server's certificate and key from PEM files, read anew when either file changes. Thread-safe:
/// one volatile snapshot.
///
/// Files that do not fit each other after a change leave the last good pair in place.
public final class WebCertificate extends X509ExtendedKeyManager {
  private static final Logger LOG = LoggerFactory.getLogger(WebCertificate.class);

  private record Pair(
      String alias,
      List<X509Certificate> chain,
      PrivateKey key,
      FileTime certificateTime,
      FileTime keyTime) {}

  private final Path certificateFile;
  private final Path keyFile;
  private volatile Pair pair;
  private volatile @Nullable Pair before;

  /// Reads both files.
  ///
  /// @param certificateFile the server's certificate first, then who signed it
  /// @param keyFile PKCS#8
  /// @throws InvalidInputException where they cannot be used
  public WebCertificate(Path certificateFile, Path keyFile) {
    this.certificateFile = certificateFile;
    this.keyFile = keyFile;
    try {
      this.pair = read(0);
    } catch (IOException | MalformedCertificateException | IllegalArgumentException e) {
      throw new InvalidInputException(
          Diagnostic.error(
                  "ca/web-certificate",
                  "`"
                      + certificateFile
                      + "` and `"
                      + keyFile
                      + "` are no certificate and its key: "
                      + e.getMessage())
              .withHelp("name PEM files with a certificate chain and its PKCS#8 key"));
    }
  }

  @Override
  public String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return current().alias();
  }

  @Override
  public String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return current().alias();
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return named(alias).chain().toArray(X509Certificate[]::new);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return named(alias).key();
  }

  @Override
  public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    return new String[] {current().alias()};
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

  // A handshake asks three times, and must get the parts of one pair.
  private Pair named(String alias) {
    Pair old = before;
    return old != null && old.alias().equals(alias) ? old : pair;
  }

  private Pair current() {
    Pair now = pair;
    try {
      if (!now.certificateTime().equals(Files.getLastModifiedTime(certificateFile))
          || !now.keyTime().equals(Files.getLastModifiedTime(keyFile))) {
        reload(now);
      }
    } catch (IOException | MalformedCertificateException | IllegalArgumentException e) {
      LOG.atWarn()
          .addKeyValue("certificate", certificateFile)
          .addKeyValue("reason", e.getMessage())
          .log("web certificate not reloaded");
    }
    return pair;
  }

  private synchronized void reload(Pair seen) throws IOException {
    // Another handshake may have been here meanwhile.
    if (pair.alias().equals(seen.alias())) {
      Pair fresh = read(Integer.parseInt(seen.alias()) + 1);
      before = seen;
      pair = fresh;
    }
  }

  private Pair read(int number) throws IOException {
    // The times first: a change in between is seen at the next handshake.
    FileTime certificateTime = Files.getLastModifiedTime(certificateFile);
    FileTime keyTime = Files.getLastModifiedTime(keyFile);
    List<StrictX509Certificate> chain = Pem.certificates(Files.readString(certificateFile));
    PrivateKey key = PrivateKeys.parse(Pem.privateKey(Files.readString(keyFile)));
    if (chain.isEmpty() || !PrivateKeys.belongTogether(key, chain.getFirst().getPublicKey())) {
      throw new IllegalArgumentException("the key is not the certificate's");
    }
    return new Pair(String.valueOf(number), List.copyOf(chain), key, certificateTime, keyTime);
  }
}
