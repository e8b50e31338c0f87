package io.watchword.ca.authority;

/// The CA as a truster: what its own listener trusts and presents.
public interface OwnIdentity {

  /// What it does so now.
  TrusterReport report();

  /// Takes a new SVID from the present intermediate, unless it has one under it; new handshakes use
  /// it when this returns.
  void renew();
}
