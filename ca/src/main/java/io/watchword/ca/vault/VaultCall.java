package io.watchword.ca.vault;

import java.util.Map;

/// A request to Vault's API.
///
/// @param path below `/v1/`
/// @param body scalars, secrets, and lists of maps of scalars; empty but for `WRITE`
public record VaultCall(Verb verb, String path, Map<String, Object> body) {

  /// What Vault's own documentation calls its operations.
  public enum Verb {
    /// `GET`.
    READ,
    /// `GET` with `list=true`.
    LIST,
    /// `POST`.
    WRITE,
    /// `DELETE`.
    DELETE
  }

  /// Copies the body.
  public VaultCall {
    body = Map.copyOf(body);
  }

  /// Reads what is at `path`.
  public static VaultCall read(String path) {
    return new VaultCall(Verb.READ, path, Map.of());
  }

  /// Lists what is below `path`.
  public static VaultCall list(String path) {
    return new VaultCall(Verb.LIST, path, Map.of());
  }

  /// Writes `body` to `path`.
  public static VaultCall write(String path, Map<String, Object> body) {
    return new VaultCall(Verb.WRITE, path, body);
  }

  /// Deletes what is at `path`.
  public static VaultCall delete(String path) {
    return new VaultCall(Verb.DELETE, path, Map.of());
  }

  /// Whether all of the body is plain values, none of them secret.
  boolean isFlat() {
    return body.values().stream()
        .allMatch(
            value ->
                value instanceof String || value instanceof Number || value instanceof Boolean);
  }

  /// As messages name it; the body may hold what no message should.
  @Override
  public String toString() {
    return verb + " " + path;
  }
}
