package io.watchword.ca.journal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// A line of a journal and its place in the chain.
///
/// On disk: SHA-256 (lower-case hexadecimal) over the previous line's hash, a space and the body; a
/// space; the body; a line feed. So each line checks itself and everything before it.
///
/// @param number 1 for the first
/// @param hash of this line
/// @param body one JSON object, without line feeds
public record JournalLine(long number, String hash, String body) {

  /// What the first line names as the hash before it.
  public static final String GENESIS = "0".repeat(64);

  /// The line that says `body` behind the one with `previousHash`.
  public static JournalLine following(long number, String previousHash, String body) {
    if (body.indexOf('\n') >= 0) {
      throw new IllegalArgumentException("a journal line holds a line feed");
    }
    return new JournalLine(number, hash(previousHash, body), body);
  }

  /// Whether this is the line that may follow `previousHash`.
  public boolean follows(String previousHash) {
    return hash.equals(hash(previousHash, body));
  }

  byte[] bytes() {
    return (hash + " " + body + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static String hash(String previousHash, String body) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(previousHash.getBytes(StandardCharsets.US_ASCII));
      digest.update((byte) ' ');
      return HexFormat.of().formatHex(digest.digest(body.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }
}
