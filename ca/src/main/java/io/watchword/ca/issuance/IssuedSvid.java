package io.watchword.ca.issuance;

import io.watchword.identity.id.SpiffeId;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/// An SVID that was signed, checked and recorded: it may leave. Made by `Issuer` alone.
public final class IssuedSvid {
  private final SpiffeId id;
  private final List<X509Certificate> chain;
  private final X509Certificate root;
  private final String rootSha256;

  IssuedSvid(SpiffeId id, List<X509Certificate> chain, X509Certificate root, String rootSha256) {
    this.id = id;
    this.chain = List.copyOf(chain);
    this.root = root;
    this.rootSha256 = rootSha256;
  }

  /// Whose it is.
  public SpiffeId id() {
    return id;
  }

  /// Leaf first, then our intermediate and those above it; without the root.
  public List<X509Certificate> chain() {
    return chain;
  }

  /// What the chain ends in.
  public X509Certificate root() {
    return root;
  }

  /// SHA-256 of the root, lower-case hexadecimal.
  public String rootSha256() {
    return rootSha256;
  }

  /// Its end.
  public Instant notAfter() {
    return chain.getFirst().getNotAfter().toInstant();
  }

  /// Serial number of the leaf, lower-case hexadecimal.
  public String serial() {
    return chain.getFirst().getSerialNumber().toString(16);
  }
}
