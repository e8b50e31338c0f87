package io.watchword.cli.identity;

import io.watchword.identity.svid.InvalidSvidException;
import io.watchword.identity.svid.VerifiedX509Svid;
import io.watchword.identity.svid.X509Svid;
import io.watchword.identity.svid.X509SvidValidator;
import io.watchword.identity.workload.X509Context;
import java.io.PrintStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// An SVID as `identity fetch` and `identity watch` print it. The key never stands here.
///
/// @param rootSha256 root that the chain ends in; empty where it does not verify
/// @param problem why it does not verify against the bundle that came with it; empty if it does
record SvidView(
    String spiffeId,
    String hint,
    String serial,
    Instant notBefore,
    Instant notAfter,
    int certificates,
    String rootSha256,
    String problem) {

  /// All SVIDs of an answer, each checked by our own validator.
  static List<SvidView> of(X509Context context, InstantSource clock) {
    return context.svids().stream().map(svid -> of(svid, context, clock.instant())).toList();
  }

  private static SvidView of(X509Svid svid, X509Context context, Instant now) {
    Optional<VerifiedX509Svid> verified = Optional.empty();
    String problem = "";
    try {
      verified =
          Optional.of(
              new X509SvidValidator()
                  .validate(svid.chain(), context.bundles(), context.revocations(), now));
    } catch (InvalidSvidException e) {
      problem = e.getMessage();
    }
    return new SvidView(
        svid.id().toString(),
        svid.hint(),
        svid.serial(),
        svid.leaf().getNotBefore().toInstant(),
        svid.notAfter(),
        svid.chain().size(),
        verified.map(v -> HexFormat.of().formatHex(v.rootSha256())).orElse(""),
        problem);
  }

  void write(PrintStream out) {
    out.println("SPIFFE ID    " + spiffeId);
    if (!hint.isEmpty()) {
      out.println("Hint         " + hint);
    }
    out.println("Serial       " + serial);
    out.println("Valid        " + notBefore + " to " + notAfter);
    out.println("Chain        " + certificates + " certificates");
    out.println(
        problem.isEmpty() ? "Root         sha256:" + rootSha256 : "Not valid    " + problem);
    out.println();
  }

  /// One line an SVID, for `identity watch`.
  static String line(List<SvidView> svids) {
    return svids.stream()
        .map(svid -> svid.spiffeId + " until " + svid.notAfter + " serial " + svid.serial)
        .collect(Collectors.joining("; "));
  }
}
