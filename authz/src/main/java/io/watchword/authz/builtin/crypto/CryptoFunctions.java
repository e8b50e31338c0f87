package io.watchword.authz.builtin.crypto;

import io.watchword.authz.builtin.Builtin;
import io.watchword.authz.builtin.BuiltinContext;
import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.Operands;
import io.watchword.authz.builtin.keys.Base64Text;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.NullValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// `crypto.*`. Stateless.
public final class CryptoFunctions {

  private static final long PARSE_COST = 2_000;

  private CryptoFunctions() {}

  /// By name.
  public static Map<String, Builtin> all() {
    Map<String, Builtin> all = new HashMap<>();
    all.put("crypto.md5", hash("MD5"));
    all.put("crypto.sha1", hash("SHA-1"));
    all.put("crypto.sha256", hash("SHA-256"));
    all.put("crypto.hmac.md5", hmac("HmacMD5"));
    all.put("crypto.hmac.sha1", hmac("HmacSHA1"));
    all.put("crypto.hmac.sha256", hmac("HmacSHA256"));
    all.put("crypto.hmac.sha512", hmac("HmacSHA512"));
    all.put("crypto.hmac.equal", CryptoFunctions::equal);
    all.put("crypto.parse_private_keys", CryptoFunctions::privateKeys);
    all.put("crypto.x509.parse_certificates", CryptoFunctions::certificates);
    all.put("crypto.x509.parse_and_verify_certificates", CryptoFunctions::verified);
    all.put(
        "crypto.x509.parse_and_verify_certificates_with_options",
        CryptoFunctions::verifiedWithOptions);
    all.put("crypto.x509.parse_certificate_request", CryptoFunctions::request);
    all.put("crypto.x509.parse_keypair", CryptoFunctions::keyPair);
    all.put("crypto.x509.parse_rsa_private_key", CryptoFunctions::webKey);
    return all;
  }

  private static byte[] bytes(BuiltinContext context, Value[] arguments, int position) {
    byte[] bytes = Operands.text(arguments, position).getBytes(StandardCharsets.UTF_8);
    context.spend(bytes.length / 8);
    return bytes;
  }

  private static Value hex(byte[] bytes) {
    return new StringValue(HexFormat.of().formatHex(bytes));
  }

  private static Builtin hash(String algorithm) {
    return (context, arguments) -> {
      try {
        MessageDigest digest = MessageDigest.getInstance(algorithm);
        return hex(digest.digest(bytes(context, arguments, 0)));
      } catch (GeneralSecurityException e) {
        throw new BuiltinFailedException(algorithm + " is not available");
      }
    };
  }

  private static Builtin hmac(String algorithm) {
    return (context, arguments) -> {
      byte[] message = bytes(context, arguments, 0);
      byte[] key = bytes(context, arguments, 1);
      try {
        Mac mac = Mac.getInstance(algorithm);
        // An empty key is padded to the same block as one zero byte; the platform refuses it.
        mac.init(new SecretKeySpec(key.length == 0 ? new byte[1] : key, algorithm));
        return hex(mac.doFinal(message));
      } catch (GeneralSecurityException e) {
        throw new BuiltinFailedException(algorithm + " is not available");
      }
    };
  }

  private static Value equal(BuiltinContext context, Value[] arguments) {
    byte[] one = bytes(context, arguments, 0);
    return BooleanValue.of(MessageDigest.isEqual(one, bytes(context, arguments, 1)));
  }

  private static String text(BuiltinContext context, Value[] arguments, int position) {
    String text = Operands.text(arguments, position);
    context.spend(PARSE_COST + text.length());
    return text;
  }

  private static Value certificates(BuiltinContext context, Value[] arguments) {
    return documents(CertificateTexts.certificates(text(context, arguments, 0)), true);
  }

  private static Value documents(List<Certificate> certificates, boolean uriStrings) {
    return ArrayValue.of(certificates.stream().map(c -> c.document(uriStrings)).toList());
  }

  private static Value verified(BuiltinContext context, Value[] arguments) {
    String text = text(context, arguments, 0);
    List<Certificate> certificates;
    try {
      certificates = CertificateTexts.certificates(text);
    } catch (BuiltinFailedException malformed) {
      return unverified();
    }
    return verified(context, ChainOptions.standard(now(context)), certificates, true);
  }

  private static Value verifiedWithOptions(BuiltinContext context, Value[] arguments) {
    String text = text(context, arguments, 0);
    var options = Operands.object(arguments, 1);
    List<Certificate> certificates;
    try {
      certificates = CertificateTexts.certificates(text);
    } catch (BuiltinFailedException malformed) {
      return unverified();
    }
    return verified(context, ChainOptions.of(options, now(context)), certificates, false);
  }

  private static Instant now(BuiltinContext context) {
    return Instant.EPOCH.plusNanos(context.nowNanos());
  }

  private static Value verified(
      BuiltinContext context,
      ChainOptions asked,
      List<Certificate> certificates,
      boolean uriStrings) {
    return CertificateChain.verified(context, asked, certificates)
        .<Value>map(
            chain -> ArrayValue.of(List.of(BooleanValue.TRUE, documents(chain, uriStrings))))
        .orElseGet(CryptoFunctions::unverified);
  }

  private static Value unverified() {
    return ArrayValue.of(List.of(BooleanValue.FALSE, ArrayValue.growing(0)));
  }

  private static Value request(BuiltinContext context, Value[] arguments) {
    return CertificateRequest.document(CertificateTexts.request(text(context, arguments, 0)));
  }

  private static Value keyPair(BuiltinContext context, Value[] arguments) {
    String certificate = text(context, arguments, 0);
    return CertificateKeyPair.document(certificate, text(context, arguments, 1));
  }

  private static Value privateKeys(BuiltinContext context, Value[] arguments) {
    String text = text(context, arguments, 0);
    return text.isEmpty()
        ? NullValue.NULL
        : ArrayValue.of(
            PrivateKeyText.all(text).stream().map(PrivateKeyText.PrivateKey::document).toList());
  }

  private static Value webKey(BuiltinContext context, Value[] arguments) {
    String text = text(context, arguments, 0);
    if (text.isEmpty()) {
      throw new BuiltinFailedException("input PEM data was empty");
    }
    String pem =
        text.startsWith("-----BEGIN")
            ? text
            : new String(Base64Text.decode(text), StandardCharsets.ISO_8859_1);
    List<PrivateKeyText.PrivateKey> keys = PrivateKeyText.all(pem);
    return keys.isEmpty() ? NullValue.NULL : keys.getFirst().web();
  }
}
