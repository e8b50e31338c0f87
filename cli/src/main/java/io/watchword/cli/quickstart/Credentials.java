package io.watchword.cli.quickstart;

import io.watchword.cli.mesh.MeshException;
import io.watchword.identity.svid.X509Svid;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.Callable;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/// The certificates that callers from outside try with. None of them trusts anything about the
/// server: what is tested is the server's judgement of the client.
final class Credentials {

  private final Callable<X509Svid> foreign;
  private final Callable<X509Svid> expired;

  /// @param foreign hands over an SVID of another trust domain
  /// @param expired hands over an SVID of this mesh that has run out
  Credentials(Callable<X509Svid> foreign, Callable<X509Svid> expired) {
    this.foreign = foreign;
    this.expired = expired;
  }

  SSLContext none() {
    return context(new KeyManager[0]);
  }

  SSLContext foreign() {
    return of(call(foreign));
  }

  SSLContext expired() {
    return of(call(expired));
  }

  /// TLS that presents `svid`.
  static SSLContext of(X509Svid svid) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, new char[0]);
      store.setKeyEntry(
          "svid", svid.key(), new char[0], svid.chain().toArray(new X509Certificate[0]));
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, new char[0]);
      return context(factory.getKeyManagers());
    } catch (GeneralSecurityException | IOException e) {
      throw new MeshException("an SVID could not be used for TLS", e);
    }
  }

  /// Waits until `svid` has run out.
  static X509Svid onceExpired(X509Svid svid) throws InterruptedException {
    long left = Duration.between(java.time.Instant.now(), svid.notAfter()).toMillis() + 1_100;
    if (left > 0) {
      Thread.sleep(left);
    }
    return svid;
  }

  private static SSLContext context(KeyManager[] keys) {
    try {
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(keys, new TrustManager[] {new AnyServer()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new MeshException("TLS 1.3 is not to be had", e);
    }
  }

  private static X509Svid call(Callable<X509Svid> maker) {
    try {
      return maker.call();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MeshException("interrupted", e);
    } catch (Exception e) {
      throw new MeshException("no certificate to try with: " + e.getMessage(), e);
    }
  }
}
