package io.watchword.agent.node;

import java.util.Arrays;

/// An X.509 CRL in DER, passed on as the CA signed it. Immutable; equal by content.
public final class RevocationList {

  private final byte[] der;

  /// Copies `der`.
  public RevocationList(byte[] der) {
    this.der = der.clone();
  }

  /// The CRL.
  public byte[] der() {
    return der.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RevocationList that && Arrays.equals(der, that.der);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(der);
  }
}
