package io.watchword.ca.vault;

/// A token for Vault. Immutable; its text goes into a request header and nowhere else.
public final class VaultToken {
  private final String text;

  /// @param text as Vault gave it; white space around it is taken off
  public VaultToken(String text) {
    this.text = text.strip();
  }

  /// What stands in the header.
  String text() {
    return text;
  }

  boolean isBlank() {
    return text.isEmpty();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VaultToken token && token.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return "***";
  }
}
