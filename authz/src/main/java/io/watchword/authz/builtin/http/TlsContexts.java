package io.watchword.authz.builtin.http;

import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.crypto.CertificateKeyPair;
import io.watchword.authz.builtin.keys.PemBlock;
import io.watchword.authz.builtin.keys.PrivateKeys;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.StringValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/// TLS as a request wants it. Stateless.
final class TlsContexts {

  private static final int MOST = 1000;
  private static final long LONGEST_FILE = 4 << 20;

  private TlsContexts() {}

  /// @param runtime what `opa.runtime()` answers
  static SSLContext of(TlsOptions options, ObjectValue runtime) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys(options, runtime), trust(options, runtime), null);
      return context;
    } catch (GeneralSecurityException | IOException failed) {
      throw new BuiltinFailedException(String.valueOf(failed.getMessage()));
    }
  }

  private static KeyManager[] keys(TlsOptions options, ObjectValue runtime)
      throws GeneralSecurityException, IOException {
    String certificate = text(options.certificate(), runtime);
    String key = text(options.key(), runtime);
    if (certificate.isEmpty() || key.isEmpty()) {
      return new KeyManager[0];
    }
    // OPA's own errors, also where the two do not belong together.
    CertificateKeyPair.ofPem(certificate, key);
    PrivateKey secret = null;
    for (PemBlock block : PemBlock.all(key, MOST)) {
      if (block.type().endsWith("PRIVATE KEY")) {
        secret = PrivateKeys.of(block);
        break;
      }
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "client", secret, new char[0], certificates(certificate).toArray(new Certificate[0]));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, new char[0]);
    return factory.getKeyManagers();
  }

  private static List<X509Certificate> certificates(String pem) throws GeneralSecurityException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<X509Certificate> certificates = new ArrayList<>();
    for (PemBlock block : PemBlock.all(pem, MOST)) {
      if (block.type().equals("CERTIFICATE")) {
        certificates.add(
            (X509Certificate)
                factory.generateCertificate(new ByteArrayInputStream(block.content())));
      }
    }
    return certificates;
  }

  private static TrustManager[] trust(TlsOptions options, ObjectValue runtime)
      throws GeneralSecurityException, IOException {
    if (options.trustAnyone()) {
      return new TrustManager[] {ServerTrust.anyone()};
    }
    String pem = text(options.authorities(), runtime).replace("\\n", "\n");
    List<X509TrustManager> accepted = new ArrayList<>();
    if (!pem.isEmpty()) {
      List<X509Certificate> authorities = certificates(pem);
      if (authorities.isEmpty()) {
        throw new BuiltinFailedException("could not append certificates");
      }
      accepted.add(manager(store(authorities)));
    }
    if (pem.isEmpty() || options.systemAuthorities()) {
      accepted.add(manager(null));
    }
    return new TrustManager[] {ServerTrust.of(accepted, options.serverName())};
  }

  private static KeyStore store(List<X509Certificate> authorities)
      throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (int i = 0; i < authorities.size(); i++) {
      store.setCertificateEntry("authority-" + i, authorities.get(i));
    }
    return store;
  }

  private static X509TrustManager manager(@org.jspecify.annotations.Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager known) {
        return known;
      }
    }
    throw new GeneralSecurityException("the platform has no X.509 trust manager");
  }

  private static String text(TlsOptions.Source source, ObjectValue runtime) throws IOException {
    if (!source.text().isEmpty()) {
      return source.text();
    }
    if (!source.file().isEmpty()) {
      try {
        Path file = Path.of(source.file());
        if (Files.size(file) > LONGEST_FILE) {
          throw new BuiltinFailedException(source.file() + " is longer than " + LONGEST_FILE);
        }
        return Files.readString(file);
      } catch (IOException | InvalidPathException unreadable) {
        throw new BuiltinFailedException("open " + source.file() + ": no such file or directory");
      }
    }
    boolean known =
        !source.variable().isEmpty()
            && runtime.get(new StringValue("env")) instanceof ObjectValue variables
            && variables.get(new StringValue(source.variable())) instanceof StringValue;
    if (!source.variable().isEmpty() && !known) {
      throw new BuiltinFailedException(
          "could not add certificates from envvar \"" + source.variable() + "\"");
    }
    return known ? variable(source.variable(), runtime) : "";
  }

  private static String variable(String name, ObjectValue runtime) {
    ObjectValue variables = (ObjectValue) runtime.required(new StringValue("env"));
    return ((StringValue) variables.required(new StringValue(name))).text();
  }
}
