package io.watchword.tests.conformance.spiffe.matrix;

/// One testable rule of the SPIFFE specifications.
///
/// @param id `X5-02`
/// @param spec name of the specification it stands in, `X509-SVID`
/// @param text what it asks, in a few words
/// @param place lines or sections of the specification
public record SpiffeRule(String id, Level level, String spec, String text, String place) {

  /// Whether its specification is stable. WIT-SVID and the Broker API are being worked on.
  public boolean isStable() {
    return !spec.contains("incubating");
  }
}
