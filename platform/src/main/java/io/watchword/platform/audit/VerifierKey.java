package io.watchword.platform.audit;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/// Checks the signature of one log: an Ed25519 key with a name, in text `name+hash+base64(0x01 ||
/// key)` (C2SP signed-note). Immutable.
final class VerifierKey {

  static final byte ED25519 = 0x01;

  // [1] RFC 8410 §4: what precedes the 32 bytes of an Ed25519 key in a SubjectPublicKeyInfo.
  private static final byte[] SPKI_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");
  private static final String SIGNATURE_START = "\u2014 ";

  private final String name;
  private final byte[] raw;

  VerifierKey(String name, byte[] raw) {
    this.name = name;
    this.raw = raw.clone();
  }

  static VerifierKey parse(String text) {
    String[] parts = text.strip().split("\\+", 3);
    try {
      byte[] key = parts.length == 3 ? Base64.getDecoder().decode(parts[2]) : new byte[0];
      if (key.length == 33 && key[0] == ED25519 && !parts[0].isEmpty()) {
        VerifierKey parsed = new VerifierKey(parts[0], Arrays.copyOfRange(key, 1, 33));
        if (parsed.text().equals(text.strip())) {
          return parsed;
        }
      }
    } catch (IllegalArgumentException e) {
      throw invalid();
    }
    throw invalid();
  }

  String name() {
    return name;
  }

  String text() {
    byte[] typed = concat(new byte[] {ED25519}, raw);
    return name
        + "+"
        + HexFormat.of().formatHex(id())
        + "+"
        + Base64.getEncoder().encodeToString(typed);
  }

  /// First four bytes of SHA-256(name || 0x0A || type || key).
  byte[] id() {
    MessageDigest digest = MerkleHash.sha256();
    digest.update(name.getBytes(StandardCharsets.UTF_8));
    digest.update((byte) '\n');
    digest.update(ED25519);
    return Arrays.copyOf(digest.digest(raw), 4);
  }

  /// The line under a note that carries `signature`.
  String signatureLine(byte[] signature) {
    String encoded = Base64.getEncoder().encodeToString(concat(id(), signature));
    return SIGNATURE_START + name + " " + encoded + "\n";
  }

  /// The text of a signed note, if this key signed it. Lines of other keys are passed over.
  String open(byte[] noteBytes) {
    String note = new String(noteBytes, StandardCharsets.UTF_8);
    int split = note.lastIndexOf("\n\n");
    boolean isText = Arrays.equals(note.getBytes(StandardCharsets.UTF_8), noteBytes);
    if (!isText || split < 0 || !note.endsWith("\n")) {
      throw refused("it is no signed note");
    }
    String text = note.substring(0, split + 1);
    List<String> lines = note.substring(split + 2).lines().toList();
    for (String line : lines) {
      if (!line.startsWith(SIGNATURE_START)) {
        throw refused("a signature line does not begin with an em dash");
      }
      byte[] signature = signatureIn(line);
      if (signature.length > 0) {
        if (verifies(text, signature)) {
          return text;
        }
        throw refused("the signature does not verify");
      }
    }
    throw refused("it has no signature of this key");
  }

  // Empty if it is another key's. The line must be as we would write it: base64 has spare bits that
  // nobody signs.
  private byte[] signatureIn(String line) {
    String start = SIGNATURE_START + name + " ";
    if (!line.startsWith(start)) {
      return new byte[0];
    }
    try {
      byte[] decoded = Base64.getDecoder().decode(line.substring(start.length()));
      if (decoded.length != 68 || !Arrays.equals(decoded, 0, 4, id(), 0, 4)) {
        return new byte[0];
      }
      byte[] signature = Arrays.copyOfRange(decoded, 4, 68);
      return signatureLine(signature).equals(line + "\n") ? signature : new byte[0];
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  private boolean verifies(String text, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(publicKey());
      verifier.update(text.getBytes(StandardCharsets.UTF_8));
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private PublicKey publicKey() throws GeneralSecurityException {
    return KeyFactory.getInstance("Ed25519")
        .generatePublic(new X509EncodedKeySpec(concat(SPKI_PREFIX, raw)));
  }

  private AuditLogRefusedException refused(String why) {
    return new AuditLogRefusedException(
        "platform/audit-signature-invalid", "checkpoint of `" + name + "`: " + why);
  }

  private static AuditLogRefusedException invalid() {
    return new AuditLogRefusedException(
        "platform/audit-key-invalid",
        "not a log's public key (expected: `name+hash+key` with an Ed25519 key)");
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
