package io.watchword.ca.keys;

import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.bouncycastle.jcajce.provider.BouncyCastleFipsProvider;

/// The bc-fips module, loaded once per process and off the critical path. Thread-safe.
///
/// It is never registered with `java.security.Security`: who wants it names it, and nothing else in
/// the process slows down.
public final class CryptoModule {
  // INVARIANT: one instance per process; the module's self-tests run in its class initialiser.
  private static final CompletableFuture<Provider> LOADED = new CompletableFuture<>();
  private static boolean started;

  private CryptoModule() {}

  /// Begins to load it on a thread of its own; nothing happens the second time.
  public static void load() {
    synchronized (LOADED) {
      if (started) {
        return;
      }
      started = true;
    }
    Thread.ofPlatform().daemon().name("bc-fips-load").start(CryptoModule::run);
  }

  /// The provider; waits for it.
  public static Provider provider() {
    load();
    try {
      return LOADED.join();
    } catch (CompletionException e) {
      throw new KeysException("ca/crypto-module", "bc-fips cannot be loaded", e);
    }
  }

  /// The module's random bit generator, for keys and serial numbers.
  public static SecureRandom random() {
    try {
      return SecureRandom.getInstance("DEFAULT", provider());
    } catch (NoSuchAlgorithmException e) {
      throw new KeysException("ca/crypto-module", "bc-fips has no random bit generator", e);
    }
  }

  private static void run() {
    try {
      LOADED.complete(new BouncyCastleFipsProvider());
    } catch (RuntimeException | Error e) {
      LOADED.completeExceptionally(e);
    }
  }
}
