package io.watchword.proxy.observe;

/// Why a connection was rejected; the words are those of the audit record `connection`.
public enum Cause {
  /// The peer showed no certificate.
  NO_CERTIFICATE("no-certificate"),
  /// Its chain ends in no root of ours.
  UNTRUSTED("untrusted"),
  /// Its certificate, or one above it, has expired.
  EXPIRED("expired"),
  /// Its certificate is not valid yet.
  NOT_YET_VALID("not-yet-valid"),
  /// Its trust domain is none of ours.
  WRONG_TRUST_DOMAIN("wrong-trust-domain"),
  /// Its certificate, or one above it, is revoked.
  REVOKED("revoked"),
  /// Its certificate is no X.509-SVID.
  INVALID_SVID("invalid-svid"),
  /// The first bytes were no TLS record.
  NOT_TLS("not-tls"),
  /// No TLS version, cipher suite or group in common.
  NO_COMMON_PARAMETERS("no-common-parameters"),
  /// A policy denied the connection.
  DENIED("denied"),
  /// Too many connections, or the handshake took too long.
  LIMIT("limit"),
  /// The workload has no valid SVID now.
  NO_IDENTITY("no-identity"),
  /// No policy is in force.
  NO_POLICY("no-policy"),
  /// The peer gave up before the connection was authenticated.
  CLOSED_BY_PEER("closed-by-peer"),
  /// The peer is a valid one, but none of those expected behind this listener.
  UNEXPECTED_PEER("unexpected-peer"),
  /// The TLS handshake failed otherwise.
  HANDSHAKE_FAILED("handshake-failed");

  private final String word;

  Cause(String word) {
    this.word = word;
  }

  /// As records and metrics say it.
  public String word() {
    return word;
  }
}
