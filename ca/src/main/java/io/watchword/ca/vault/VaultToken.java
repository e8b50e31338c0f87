package io.watchword.ca.vault;

import io.watchword.ca.keys.Secret;

/// A token for Vault. Thread-safe; its text goes into a request header and nowhere else.
public final class VaultToken implements AutoCloseable {
  private static final VaultToken NONE = new VaultToken("");

  private final Secret secret;

  /// @param text as Vault gave it; white space around it is taken off
  public VaultToken(String text) {
    this(Secret.of(text));
  }

  /// Takes `secret` over.
  public VaultToken(Secret secret) {
    this.secret = secret;
  }

  /// What is sent with calls that need none.
  static VaultToken none() {
    return NONE;
  }

  /// What stands in the header.
  String text() {
    return secret.text();
  }

  boolean isBlank() {
    return secret.isEmpty();
  }

  /// Wipes it.
  @Override
  public void close() {
    secret.close();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VaultToken token && token.secret.equals(secret);
  }

  @Override
  public int hashCode() {
    return secret.hashCode();
  }

  @Override
  public String toString() {
    return "***";
  }
}
