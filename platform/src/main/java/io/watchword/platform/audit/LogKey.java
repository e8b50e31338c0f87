package io.watchword.platform.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/// The key that signs the checkpoints of one log: `key` (PKCS#8 in PEM, 0600) and `vkey` (what
/// auditors need) in its directory. Immutable.
final class LogKey {

  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----\n";
  private static final String END = "-----END PRIVATE KEY-----\n";

  private final PrivateKey key;
  private final VerifierKey verifier;

  private LogKey(PrivateKey key, VerifierKey verifier) {
    this.key = key;
    this.verifier = verifier;
  }

  /// The key in `directory`, made now if this is a new log.
  static LogKey openOrCreate(Path directory, String origin) throws IOException {
    Path keyFile = directory.resolve("key");
    Path verifierFile = directory.resolve("vkey");
    try {
      if (!Files.exists(keyFile)) {
        create(keyFile, verifierFile, origin);
      }
      VerifierKey verifier = VerifierKey.parse(Files.readString(verifierFile));
      LogKey opened = new LogKey(read(keyFile), verifier);
      opened.check(origin);
      return opened;
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new AuditLogRefusedException(
          "platform/audit-key-invalid", "`" + keyFile + "` is no Ed25519 key", e);
    }
  }

  VerifierKey verifier() {
    return verifier;
  }

  /// The signed note of a checkpoint.
  byte[] sign(Checkpoint checkpoint) {
    String text = checkpoint.text();
    String note = text + "\n" + verifier.signatureLine(signature(text));
    return note.getBytes(StandardCharsets.UTF_8);
  }

  private void check(String origin) {
    if (!verifier.name().equals(origin)) {
      throw new AuditLogRefusedException(
          "platform/audit-key-invalid",
          "the log is `" + verifier.name() + "` (expected: `" + origin + "`)");
    }
    Checkpoint probe = new Checkpoint(origin, 0, MerkleHash.root(List.of()));
    String opened = verifier.open(sign(probe));
    if (!opened.equals(probe.text())) {
      throw new AuditLogRefusedException(
          "platform/audit-key-invalid", "`key` and `vkey` of `" + origin + "` do not match");
    }
  }

  private byte[] signature(String text) {
    try {
      Signature signer = Signature.getInstance("Ed25519");
      signer.initSign(key);
      signer.update(text.getBytes(StandardCharsets.UTF_8));
      return signer.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Ed25519 is part of every JDK", e);
    }
  }

  private static void create(Path keyFile, Path verifierFile, String origin)
      throws IOException, GeneralSecurityException {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    byte[] spki = pair.getPublic().getEncoded();
    byte[] raw = Arrays.copyOfRange(spki, spki.length - 32, spki.length);
    // The public half first: a crash between the two leaves no key, and the next start makes both
    // anew.
    DurableFiles.replace(
        verifierFile,
        (new VerifierKey(origin, raw).text() + "\n").getBytes(StandardCharsets.UTF_8));
    String pem =
        BEGIN
            + Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(pair.getPrivate().getEncoded())
            + "\n"
            + END;
    Path unfinished = keyFile.resolveSibling("key.tmp");
    Files.deleteIfExists(unfinished);
    Files.createFile(
        unfinished,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    DurableFiles.write(unfinished, pem.getBytes(StandardCharsets.US_ASCII));
    DurableFiles.move(unfinished, keyFile);
  }

  private static PrivateKey read(Path keyFile) throws IOException, GeneralSecurityException {
    String pem = Files.readString(keyFile);
    String body = pem.replace(BEGIN, "").replace(END, "");
    byte[] pkcs8 = Base64.getMimeDecoder().decode(body);
    return KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
  }
}
