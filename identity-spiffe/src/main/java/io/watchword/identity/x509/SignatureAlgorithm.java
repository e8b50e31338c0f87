package io.watchword.identity.x509;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.InvalidParameterSpecException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A signature algorithm of a certificate: which it is, and whether it may be relied on.
///
/// @param oid as it stands in the certificate
/// @param name the JDK's name, `oid` where we do not know it
/// @param weakness why it must not be relied on; empty where it may
/// @param parameters of RSASSA-PSS
record SignatureAlgorithm(
    String oid,
    String name,
    Optional<String> weakness,
    @Nullable AlgorithmParameterSpec parameters) {

  private static final String PSS = "1.2.840.113549.1.1.10";

  private static final Map<String, String> RSA =
      Map.of(
          "1.2.840.113549.1.1.11", "SHA256withRSA",
          "1.2.840.113549.1.1.12", "SHA384withRSA",
          "1.2.840.113549.1.1.13", "SHA512withRSA");

  private static final Map<String, String> WITHOUT_PARAMETERS =
      Map.of(
          "1.2.840.10045.4.3.2", "SHA256withECDSA",
          "1.2.840.10045.4.3.3", "SHA384withECDSA",
          "1.2.840.10045.4.3.4", "SHA512withECDSA",
          "1.3.101.112", "Ed25519");

  private static final Map<String, String> REFUSED =
      Map.of(
          "1.2.840.113549.1.1.4", "MD5withRSA",
          "1.2.840.113549.1.1.5", "SHA1withRSA",
          "1.2.840.10045.4.1", "SHA1withECDSA",
          "1.2.840.10040.4.3", "SHA1withDSA",
          "2.16.840.1.101.3.4.3.2", "SHA256withDSA");

  private static final Set<String> PSS_DIGESTS = Set.of("SHA-256", "SHA-384", "SHA-512");

  static SignatureAlgorithm read(Der.Element identifier) {
    Der inside = identifier.inside();
    String oid = Der.oid(inside.next("signature algorithm"), "signature algorithm");
    Optional<Der.Element> parameters =
        inside.atEnd()
            ? Optional.empty()
            : Optional.of(inside.next("parameters of the signature algorithm"));
    inside.end("signature algorithm");
    if (oid.equals(PSS)) {
      return pss(parameters);
    }
    boolean isNull =
        parameters.isPresent() && parameters.get().tag() == 0x05 && parameters.get().length() == 0;
    String rsa = RSA.get(oid);
    if (rsa != null) {
      // RFC 4055 §5: the parameters are NULL.
      return new SignatureAlgorithm(
          oid, rsa, isNull ? Optional.empty() : Optional.of("parameters other than NULL"), null);
    }
    String plain = WITHOUT_PARAMETERS.get(oid);
    if (plain != null) {
      return new SignatureAlgorithm(
          oid,
          plain,
          parameters.isEmpty()
              ? Optional.empty()
              : Optional.of("parameters where there must be none"),
          null);
    }
    String refused = REFUSED.get(oid);
    return new SignatureAlgorithm(
        oid,
        refused == null ? oid : refused,
        Optional.of(refused == null ? "unknown" : "too weak"),
        null);
  }

  /// Whether `key` signed `message`. A key of another kind, or a broken signature, is a no.
  boolean verify(SignatureChecks checks, PublicKey key, byte[] message, byte[] signature) {
    if (weakness.isPresent()) {
      return false;
    }
    try {
      return checks.verify(name, Optional.ofNullable(parameters), key, message, signature);
    } catch (SignatureException | java.security.InvalidKeyException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM cannot check " + name + " signatures", e);
    }
  }

  private static SignatureAlgorithm pss(Optional<Der.Element> parameters) {
    if (parameters.isEmpty()) {
      return new SignatureAlgorithm(
          PSS, "RSASSA-PSS", Optional.of("too weak: SHA-1 by default"), null);
    }
    try {
      AlgorithmParameters read = AlgorithmParameters.getInstance("RSASSA-PSS");
      read.init(parameters.get().encoded());
      PSSParameterSpec spec = read.getParameterSpec(PSSParameterSpec.class);
      boolean sound =
          PSS_DIGESTS.contains(spec.getDigestAlgorithm())
              && spec.getMGFParameters() instanceof MGF1ParameterSpec mask
              && PSS_DIGESTS.contains(mask.getDigestAlgorithm())
              && spec.getSaltLength() >= 20;
      return new SignatureAlgorithm(
          PSS, "RSASSA-PSS", sound ? Optional.empty() : Optional.of("too weak"), spec);
    } catch (IOException | InvalidParameterSpecException | RuntimeException e) {
      throw new MalformedCertificateException(
          "parameters of the signature algorithm cannot be read", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM knows no RSASSA-PSS", e);
    }
  }
}
