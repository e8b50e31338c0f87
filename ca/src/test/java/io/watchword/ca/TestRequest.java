package io.watchword.ca;

import io.watchword.ca.csr.CertificateRequest;
import io.watchword.ca.keys.SigningKey;
import io.watchword.ca.keys.SigningKeySigner;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;

/// A key and a request for it, as an agent makes them with the JDK alone.
public record TestRequest(KeyPair keys, CertificateRequest request) {

  /// With a new P-256 key.
  public static TestRequest fresh() {
    return of("EC", "secp256r1", "SHA256withECDSA");
  }

  /// With a key on `curve`.
  public static TestRequest onCurve(String curve) {
    return of("EC", curve, "SHA384withECDSA");
  }

  /// With an RSA key of `bits`.
  public static TestRequest rsa(int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      KeyPair pair = generator.generateKeyPair();
      return new TestRequest(pair, request(pair, pair, "SHA256withRSA"));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /// A request for the key of `subject` that the key of `signer` signed.
  public static CertificateRequest request(KeyPair subject, KeyPair signer, String algorithm) {
    try {
      return new CertificateRequest(
          new PKCS10CertificationRequestBuilder(
                  new X500Name("CN=whatever the caller likes"),
                  SubjectPublicKeyInfo.getInstance(subject.getPublic().getEncoded()))
              .build(new JcaContentSignerBuilder(algorithm).build(signer.getPrivate()))
              .getEncoded());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /// A good request for the key of `signer`.
  public static CertificateRequest signedBy(SigningKey signer) {
    try {
      return new CertificateRequest(
          new PKCS10CertificationRequestBuilder(
                  new X500Name("CN=x"),
                  SubjectPublicKeyInfo.getInstance(signer.publicKey().getEncoded()))
              .build(new SigningKeySigner(signer))
              .getEncoded());
    } catch (java.io.IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static TestRequest of(String type, String curve, String algorithm) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(type);
      generator.initialize(new ECGenParameterSpec(curve));
      KeyPair pair = generator.generateKeyPair();
      return new TestRequest(pair, request(pair, pair, algorithm));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
