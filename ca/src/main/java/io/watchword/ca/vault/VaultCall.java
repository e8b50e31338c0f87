package io.watchword.ca.vault;

import java.util.Map;

/// A request to Vault's API.
///
/// @param path below `/v1/`
/// @param body scalars alone; empty but for `WRITE`
record VaultCall(Verb verb, String path, Map<String, Object> body) {

  /// What Vault's own documentation calls its operations.
  enum Verb {
    READ,
    LIST,
    WRITE,
    DELETE
  }

  VaultCall {
    body = Map.copyOf(body);
  }

  static VaultCall read(String path) {
    return new VaultCall(Verb.READ, path, Map.of());
  }

  static VaultCall list(String path) {
    return new VaultCall(Verb.LIST, path, Map.of());
  }

  static VaultCall write(String path, Map<String, Object> body) {
    return new VaultCall(Verb.WRITE, path, body);
  }

  static VaultCall delete(String path) {
    return new VaultCall(Verb.DELETE, path, Map.of());
  }

  /// As messages name it; the body may hold what no message should.
  @Override
  public String toString() {
    return verb + " " + path;
  }
}
