package io.watchword.ca.issuance;

import io.watchword.ca.keys.Intermediate;
import io.watchword.ca.keys.SigningKeySigner;
import io.watchword.identity.x509.StrictX509Certificate;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.Locale;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;

/// Turns a template into a signed leaf. Thread-safe: no state.
final class SvidSigner {
  // [1] X509-SVID §2: with an empty subject the subject alternative name is critical (X5-05).
  // [2] X509-SVID §4: leaves say cA=false, digitalSignature critical, both extended key usages
  // (X5-12, X5-15 to X5-24).

  X509Certificate sign(SvidTemplate template, Intermediate issuer) {
    try {
      X509v3CertificateBuilder builder =
          new X509v3CertificateBuilder(
              X500Name.getInstance(issuer.certificate().getSubjectX500Principal().getEncoded()),
              template.serial(),
              Date.from(template.notBefore()),
              Date.from(template.notAfter()),
              Locale.ROOT,
              new X500Name(new RDN[0]),
              template.csr().info());
      builder.addExtension(Extension.subjectAlternativeName, true, names(template));
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(
          Extension.extendedKeyUsage,
          false,
          new ExtendedKeyUsage(
              new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}));
      byte[] keyIdentifier = issuer.certificate().getExtensionValue("2.5.29.14");
      if (keyIdentifier != null) {
        builder.addExtension(
            Extension.authorityKeyIdentifier,
            false,
            new AuthorityKeyIdentifier(inner(keyIdentifier)));
      }
      return StrictX509Certificate.parse(
          builder.build(new SigningKeySigner(issuer.key())).getEncoded());
    } catch (IOException e) {
      throw new IssuanceException("ca/svid-refused", "an SVID cannot be built", e);
    }
  }

  private static GeneralNames names(SvidTemplate template) {
    GeneralName id =
        new GeneralName(GeneralName.uniformResourceIdentifier, template.grant().id().toString());
    Stream<GeneralName> dns =
        template.grant().dnsNames().stream()
            .map(name -> new GeneralName(GeneralName.dNSName, name));
    return new GeneralNames(Stream.concat(Stream.of(id), dns).toArray(GeneralName[]::new));
  }

  private static byte[] inner(byte[] extensionValue) {
    byte[] extension = ASN1OctetString.getInstance(extensionValue).getOctets();
    return ASN1OctetString.getInstance(extension).getOctets();
  }
}
