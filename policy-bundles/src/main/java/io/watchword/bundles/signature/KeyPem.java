package io.watchword.bundles.signature;

import io.watchword.bundles.BundleKeyException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Keys as PEM text. Thread-safe, without state.
final class KeyPem {

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([^-]*)-----END \\1-----");
  private static final String PRIVATE = "PRIVATE KEY";
  private static final String PUBLIC = "PUBLIC KEY";

  private record Block(String label, byte[] der) {}

  private KeyPem() {}

  static String print(ECPrivateKey key) {
    return print(PRIVATE, key.getEncoded());
  }

  static String print(ECPublicKey key) {
    return print(PUBLIC, key.getEncoded());
  }

  /// @param where names the source in messages, such as `` `bundle-signing.pem` ``
  static ECPrivateKey readPrivate(String pem, String where) {
    List<Block> blocks = blocks(pem, where);
    for (Block block : blocks) {
      if (block.label().equals(PRIVATE)) return privateKey(block, where);
    }
    String label = blocks.getFirst().label();
    String help =
        label.equals("EC PRIVATE KEY")
            ? "; convert it with `openssl pkcs8 -topk8 -nocrypt`"
            : label.equals("ENCRYPTED PRIVATE KEY") ? "; decrypt it first" : "";
    throw new BundleKeyException(
        "bundles/key-type",
        where + " holds `" + label + "` (expected: PKCS#8 `PRIVATE KEY`)" + help);
  }

  /// All public keys of the text, at least one.
  static List<ECPublicKey> readPublic(String pem, String where) {
    var keys = new ArrayList<ECPublicKey>();
    for (Block block : blocks(pem, where)) {
      if (!block.label().equals(PUBLIC)) {
        // Also where it could be used: a private key must not travel to those who only verify.
        throw new BundleKeyException(
            "bundles/key-type", where + " holds `" + block.label() + "` (expected: `PUBLIC KEY`)");
      }
      keys.add(publicKey(block, where));
    }
    return keys;
  }

  private static List<Block> blocks(String pem, String where) {
    var blocks = new ArrayList<Block>();
    Matcher matcher = BLOCK.matcher(pem);
    while (matcher.find()) {
      try {
        blocks.add(
            new Block(
                matcher.group(1),
                Base64.getDecoder().decode(matcher.group(2).replaceAll("\\s", ""))));
      } catch (IllegalArgumentException e) {
        throw new BundleKeyException("bundles/key-format", where + " is not valid PEM", e);
      }
    }
    if (blocks.isEmpty()) {
      throw new BundleKeyException("bundles/key-format", where + " holds no PEM block");
    }
    return blocks;
  }

  private static ECPrivateKey privateKey(Block block, String where) {
    try {
      if (ecFactory().generatePrivate(new PKCS8EncodedKeySpec(block.der()))
          instanceof ECPrivateKey key) {
        return key;
      }
    } catch (GeneralSecurityException e) {
      throw notElliptic(where, e);
    }
    throw notElliptic(where, new IllegalStateException("no EC key"));
  }

  private static ECPublicKey publicKey(Block block, String where) {
    try {
      if (ecFactory().generatePublic(new X509EncodedKeySpec(block.der()))
          instanceof ECPublicKey key) {
        return key;
      }
    } catch (GeneralSecurityException e) {
      throw notElliptic(where, e);
    }
    throw notElliptic(where, new IllegalStateException("no EC key"));
  }

  private static BundleKeyException notElliptic(String where, Exception cause) {
    return new BundleKeyException(
        "bundles/key-type",
        where + " is not an elliptic-curve key (expected: P-256 or P-384)",
        cause);
  }

  private static KeyFactory ecFactory() throws GeneralSecurityException {
    return KeyFactory.getInstance("EC");
  }

  private static String print(String label, byte[] der) {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
  }
}
