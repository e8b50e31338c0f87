package io.watchword.identity.trust;

import io.watchword.identity.svid.VerifiedX509Svid;
import java.time.Instant;
import java.util.HexFormat;

/// A chain that is in use for new handshakes.
///
/// @param serial of the leaf, lower-case hexadecimal without leading zeros
/// @param rootSha256 of the root the chain ends in, lower-case hexadecimal
/// @param notAfter when the leaf ends
public record PresentedChain(String serial, String rootSha256, Instant notAfter) {

  /// Of one's own SVID, verified as a peer would.
  public static PresentedChain of(VerifiedX509Svid svid) {
    return new PresentedChain(
        svid.serial(), HexFormat.of().formatHex(svid.rootSha256()), svid.notAfter());
  }
}
