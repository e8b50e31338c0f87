package io.watchword.ca.attestation.x509pop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.watchword.ca.attestation.plugin.RefusedEvidenceException;
import io.watchword.ca.keys.Fingerprints;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.util.Base64;

/// Whether who shows a certificate holds its key. No state.
///
/// What is signed: the words `watchword x509pop 1`, the trust domain, SHA-256 of the certificate,
/// the CA's 32 bytes and the node's 32 bytes, each but the last two ended by a zero byte or of
/// fixed length: a signature is good for this certificate, this CA and this challenge alone.
final class PossessionProof {
  static final int NONCE_BYTES = 32;
  private static final ObjectMapper JSON = new ObjectMapper();

  private PossessionProof() {}

  /// Returns where `answer`, `{"nonce": BASE64, "signature": BASE64}`, proves it.
  static void check(byte[] answer, X509Certificate leaf, String trustDomain, byte[] nonce) {
    try {
      JsonNode json = JSON.readTree(answer);
      byte[] own = Base64.getDecoder().decode(json.path("nonce").asText());
      byte[] signature = Base64.getDecoder().decode(json.path("signature").asText());
      if (own.length != NONCE_BYTES) {
        throw new RefusedEvidenceException("the answer has no nonce of 32 bytes");
      }
      PublicKey key = leaf.getPublicKey();
      Signature verifier = Signature.getInstance(algorithm(key));
      verifier.initVerify(key);
      verifier.update(signed(leaf, trustDomain, nonce, own));
      if (!verifier.verify(signature)) {
        throw notProved(null);
      }
    } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
      throw notProved(e);
    }
  }

  private static String algorithm(PublicKey key) {
    if (!(key instanceof ECPublicKey ec)) {
      return "SHA256withRSA";
    }
    return switch (ec.getParams().getCurve().getField().getFieldSize()) {
      case 256 -> "SHA256withECDSA";
      case 384 -> "SHA384withECDSA";
      default -> "SHA512withECDSA";
    };
  }

  private static byte[] signed(X509Certificate leaf, String trustDomain, byte[] nonce, byte[] own)
      throws CertificateEncodingException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("watchword x509pop 1\0".getBytes(StandardCharsets.US_ASCII));
    out.writeBytes((trustDomain + "\0").getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(Fingerprints.sha256(leaf.getEncoded()));
    out.writeBytes(nonce);
    out.writeBytes(own);
    return out.toByteArray();
  }

  private static RefusedEvidenceException notProved(
      @org.jspecify.annotations.Nullable Throwable cause) {
    String why = "the answer does not prove possession of the certificate's key";
    return cause == null
        ? new RefusedEvidenceException(why)
        : new RefusedEvidenceException(why, cause);
  }
}
