package io.watchword.ca.vault.pki;

import io.watchword.identity.id.TrustDomain;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;

/// A key and a request to sign it as an intermediate, good or not.
record TestIntermediate(PublicKey key, byte[] csr) {

  /// As the CA asks for it.
  static TestIntermediate ours(TrustDomain domain) {
    return with(KeyUsage.keyCertSign | KeyUsage.cRLSign, domain.id().toString());
  }

  /// With this key usage and these URIs.
  static TestIntermediate with(int usage, String... uris) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair pair = generator.generateKeyPair();
      ExtensionsGenerator wanted = new ExtensionsGenerator();
      wanted.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      wanted.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
      wanted.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(
              Arrays.stream(uris)
                  .map(uri -> new GeneralName(GeneralName.uniformResourceIdentifier, uri))
                  .toArray(GeneralName[]::new)));
      byte[] csr =
          new PKCS10CertificationRequestBuilder(
                  new X500Name("CN=an intermediate"),
                  SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()))
              .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, wanted.generate())
              .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
              .getEncoded();
      return new TestIntermediate(pair.getPublic(), csr);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
