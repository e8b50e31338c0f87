package io.watchword.ca.keys;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Where the keys are that this CA signs with: keys that are used by name and cannot be read.
/// Thread-safe; calls may block on a disk or a network.
///
/// Names are paths such as `root/r-1-root` or `intermediate/ca-1/root-1`, of letters, digits, `-`,
/// `_` and `/`. Everything can be repeated: after a crash the same name finds what the first call
/// made. Where several CAs share a store and may ask for the same name at once, the caller sees to
/// it that one of them does.
public interface SigningKeys extends AutoCloseable {

  /// `embedded` or `vault-transit`: what the keys' custody says, and the roots made of them.
  String backend();

  /// Whether its keys are there after a restart.
  boolean outlivesTheProcess();

  /// The names of its certified keys that begin with `prefix`, sorted.
  ///
  /// @throws UpstreamUnavailableException where it cannot say now
  List<String> names(String prefix);

  /// The chain of the key called `name`; empty where there is none.
  ///
  /// @throws UpstreamUnavailableException where it cannot say now
  List<X509Certificate> chain(String name);

  /// The key called `name`.
  ///
  /// @throws UpstreamUnavailableException where it cannot say now
  Optional<StoredKey> find(String name);

  /// Makes a key called `name`, has it certified and stores the chain with it; finds it where it is
  /// there already, whatever its type.
  ///
  /// @param certify the chain for the new key, own certificate first; may ask a network, and what
  ///   it throws leaves no certified key behind
  /// @throws UpstreamUnavailableException where it cannot now
  StoredKey generate(
      String name, KeyType type, Function<SigningKey, List<X509Certificate>> certify);

  /// Destroys the key called `name`; nothing happens where there is none.
  ///
  /// @throws UpstreamUnavailableException where it cannot now
  void destroy(String name);

  /// Whether its keys can be used now. Asks; never throws.
  UpstreamHealth health();

  @Override
  default void close() {}
}
