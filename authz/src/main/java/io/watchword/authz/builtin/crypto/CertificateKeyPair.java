package io.watchword.authz.builtin.crypto;

import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.keys.Base64Text;
import io.watchword.authz.builtin.keys.PemBlock;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/// A certificate with its private key. Stateless.
public final class CertificateKeyPair {

  private static final int MOST = 100;
  private static final List<String> KEY_TYPES =
      List.of("RSA PRIVATE KEY", "PRIVATE KEY", "EC PRIVATE KEY");

  private CertificateKeyPair() {}

  /// As Go writes it; whether both belong together is checked.
  public static Value document(String certificateText, String keyText) {
    return ofPem(pem(certificateText, "CERTIFICATE"), pem(keyText, "PRIVATE KEY"));
  }

  /// The same of texts that must be PEM.
  public static Value ofPem(String certificatePem, String keyPem) {
    List<byte[]> chain = chain(PemBlock.all(certificatePem, MOST));
    PemBlock keyBlock = keyBlock(PemBlock.all(keyPem, MOST));
    Certificate leaf = Certificate.all(chain.getFirst()).getFirst();
    PrivateKeyText.PrivateKey key = key(keyBlock);
    checkMatch(leaf, key);
    return new Fields()
        .list("Certificate", chain, Fields::base64)
        .with("PrivateKey", key.document())
        .nothing("SupportedSignatureAlgorithms", "OCSPStaple", "SignedCertificateTimestamps")
        .with("Leaf", leaf.document(false))
        .done();
  }

  private static String pem(String text, String type) {
    if (text.startsWith("-----BEGIN ")) {
      return text;
    }
    byte[] decoded = Base64Text.decode(text);
    String inner = new String(decoded, StandardCharsets.ISO_8859_1);
    if (inner.startsWith("-----BEGIN")) {
      return inner;
    }
    String body = Base64.getEncoder().encodeToString(decoded);
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(type, body);
  }

  private static List<byte[]> chain(List<PemBlock> blocks) {
    List<byte[]> chain = new ArrayList<>();
    List<String> skipped = new ArrayList<>();
    for (PemBlock block : blocks) {
      if (block.type().equals("CERTIFICATE")) {
        chain.add(block.content());
      } else {
        skipped.add(block.type());
      }
    }
    if (!chain.isEmpty()) {
      return chain;
    }
    if (skipped.isEmpty()) {
      throw new BuiltinFailedException("tls: failed to find any PEM data in certificate input");
    }
    if (skipped.size() == 1 && skipped.getFirst().endsWith("PRIVATE KEY")) {
      throw new BuiltinFailedException(
          "tls: failed to find certificate PEM data in certificate input, but did find a private"
              + " key; PEM inputs may have been switched");
    }
    throw new BuiltinFailedException(
        "tls: failed to find \"CERTIFICATE\" PEM block in certificate input after skipping PEM"
            + " blocks of the following types: ["
            + String.join(" ", skipped)
            + "]");
  }

  private static PemBlock keyBlock(List<PemBlock> blocks) {
    List<String> skipped = new ArrayList<>();
    for (PemBlock block : blocks) {
      if (block.type().equals("PRIVATE KEY") || block.type().endsWith(" PRIVATE KEY")) {
        return block;
      }
      skipped.add(block.type());
    }
    if (skipped.isEmpty()) {
      throw new BuiltinFailedException("tls: failed to find any PEM data in key input");
    }
    if (skipped.equals(List.of("CERTIFICATE"))) {
      throw new BuiltinFailedException(
          "tls: found a certificate rather than a key in the PEM for the private key");
    }
    throw new BuiltinFailedException(
        "tls: failed to find PEM block with type ending in \"PRIVATE KEY\" in key input after"
            + " skipping PEM blocks of the following types: ["
            + String.join(" ", skipped)
            + "]");
  }

  // The label is not believed: every form is tried.
  private static PrivateKeyText.PrivateKey key(PemBlock block) {
    for (String type : KEY_TYPES) {
      try {
        return PrivateKeyText.one(type, block.content());
      } catch (BuiltinFailedException anotherType) {
        // The next one may be it.
      }
    }
    throw new BuiltinFailedException("tls: failed to parse private key");
  }

  private static void checkMatch(Certificate leaf, PrivateKeyText.PrivateKey key) {
    if (leaf.key().algorithm() != key.algorithm()) {
      throw new BuiltinFailedException("tls: private key type does not match public key type");
    }
    boolean matches =
        switch (leaf.key().document()) {
          case ObjectValue open ->
              same(open, key.document(), "N") && same(open, key.document(), "X");
          case StringValue open -> open.text().equals(edwards(key.web()));
          default -> false;
        };
    if (!matches) {
      throw new BuiltinFailedException("tls: private key does not match public key");
    }
  }

  private static boolean same(ObjectValue open, Value secret, String field) {
    StringValue name = new StringValue(field);
    return secret instanceof ObjectValue own && Objects.equals(open.get(name), own.get(name));
  }

  private static String edwards(Value web) {
    Value open = ((ObjectValue) web).required(new StringValue("x"));
    byte[] raw = Base64.getUrlDecoder().decode(((StringValue) open).text());
    return ((StringValue) Fields.base64(raw)).text();
  }
}
