package io.watchword.identity.svid;

import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.x509.MalformedCertificateException;
import io.watchword.identity.x509.Pem;
import io.watchword.identity.x509.PrivateKeys;
import io.watchword.identity.x509.StrictX509Certificate;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/// One's own X.509-SVID: the chain to present and the key to sign with. Immutable; any thread.
///
/// @param id the leaf's ID
/// @param chain leaf first, then intermediates, no root
/// @param key the leaf's private key
/// @param hint what the operator calls this identity; empty where it has no name
public record X509Svid(SpiffeId id, List<X509Certificate> chain, PrivateKey key, String hint) {

  /// Reads the chain strictly and checks that the leaf is one to authenticate with, and carries the
  /// ID.
  ///
  /// @throws InvalidSvidException where it is not
  public X509Svid {
    chain = List.<X509Certificate>copyOf(read(chain));
    SpiffeId named = LeafProfile.idOf(StrictX509Certificate.of(chain.getFirst()));
    if (!named.equals(id)) {
      throw InvalidSvidException.invalid(
          "certificate is for `" + named + "`, not for `" + id + "`");
    }
  }

  /// From certificates and their key, which must belong to the leaf.
  public static X509Svid of(List<? extends X509Certificate> chain, PrivateKey key, String hint) {
    List<StrictX509Certificate> certificates = read(chain);
    StrictX509Certificate leaf = certificates.getFirst();
    SpiffeId id = LeafProfile.idOf(leaf);
    if (!PrivateKeys.belongTogether(key, leaf.getPublicKey())) {
      throw InvalidSvidException.invalid(
          "private key does not belong to the certificate of `" + id + "`");
    }
    return new X509Svid(id, List.copyOf(certificates), key, hint);
  }

  /// As the Workload API sends it.
  ///
  /// @param derChain certificates in DER, one after the other, leaf first
  /// @param pkcs8 the private key, unencrypted
  public static X509Svid parse(byte[] derChain, byte[] pkcs8, String hint) {
    try {
      return of(StrictX509Certificate.parseAll(derChain), PrivateKeys.parse(pkcs8), hint);
    } catch (MalformedCertificateException e) {
      throw malformed(e);
    }
  }

  /// As files hold it.
  public static X509Svid parsePem(String certificates, String key, String hint) {
    try {
      return of(Pem.certificates(certificates), PrivateKeys.parse(Pem.privateKey(key)), hint);
    } catch (MalformedCertificateException e) {
      throw malformed(e);
    }
  }

  /// The leaf, as it was read.
  public StrictX509Certificate leaf() {
    return StrictX509Certificate.of(chain.getFirst());
  }

  /// When the leaf ends.
  public Instant notAfter() {
    return leaf().notAfter();
  }

  /// Whether the leaf has ended.
  public boolean isExpired(Instant now) {
    return now.isAfter(notAfter());
  }

  /// Serial number of the leaf, lower-case hexadecimal without leading zeros.
  public String serial() {
    return leaf().getSerialNumber().toString(16);
  }

  /// The chain in DER, one after the other, as the Workload API sends it.
  public byte[] derChain() {
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
    StrictX509Certificate.ofAll(chain)
        .forEach(certificate -> out.writeBytes(certificate.getEncoded()));
    return out.toByteArray();
  }

  /// The chain as PEM.
  public String certificatePem() {
    StringBuilder out = new StringBuilder();
    StrictX509Certificate.ofAll(chain)
        .forEach(c -> out.append(Pem.print("CERTIFICATE", c.getEncoded())));
    return out.toString();
  }

  /// Without the key.
  @Override
  public String toString() {
    return id
        + " (serial "
        + serial()
        + ", until "
        + notAfter()
        + (hint.isEmpty() ? "" : ", hint " + hint)
        + ")";
  }

  private static List<StrictX509Certificate> read(List<? extends X509Certificate> chain) {
    if (chain.isEmpty()) {
      throw InvalidSvidException.invalid("there is no certificate");
    }
    try {
      return StrictX509Certificate.ofAll(chain);
    } catch (MalformedCertificateException e) {
      throw malformed(e);
    }
  }

  private static InvalidSvidException malformed(MalformedCertificateException e) {
    return new InvalidSvidException(
        SvidRejection.INVALID_SVID, "X.509-SVID cannot be read: " + e.getMessage(), e);
  }
}
