package io.watchword.ca.issuance;

/// What became of an order.
public sealed interface OrderOutcome {

  /// It is signed, checked and recorded.
  record Issued(IssuedSvid svid) implements OrderOutcome {}

  /// It is not issued.
  record Refused(RuntimeException reason) implements OrderOutcome {}
}
