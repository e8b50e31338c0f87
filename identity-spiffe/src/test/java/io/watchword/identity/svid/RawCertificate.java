package io.watchword.identity.svid;

import java.math.BigInteger;
import java.security.Principal;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Date;
import java.util.Set;

/// Bytes that call themselves a certificate: what a TLS stack that reads lazily hands over.
final class RawCertificate extends X509Certificate {

  private final transient byte[] bytes;

  RawCertificate(byte[] bytes) {
    this.bytes = bytes;
  }

  private static UnsupportedOperationException no() {
    return new UnsupportedOperationException("only the bytes count");
  }

  @Override
  public byte[] getEncoded() {
    return bytes;
  }

  @Override
  public void checkValidity() {
    throw no();
  }

  @Override
  public void checkValidity(Date date) {
    throw no();
  }

  @Override
  public int getVersion() {
    throw no();
  }

  @Override
  public BigInteger getSerialNumber() {
    throw no();
  }

  @Override
  @Deprecated
  public Principal getIssuerDN() {
    throw no();
  }

  @Override
  @Deprecated
  public Principal getSubjectDN() {
    throw no();
  }

  @Override
  public Date getNotBefore() {
    throw no();
  }

  @Override
  public Date getNotAfter() {
    throw no();
  }

  @Override
  public byte[] getTBSCertificate() {
    throw no();
  }

  @Override
  public byte[] getSignature() {
    throw no();
  }

  @Override
  public String getSigAlgName() {
    throw no();
  }

  @Override
  public String getSigAlgOID() {
    throw no();
  }

  @Override
  public byte[] getSigAlgParams() {
    throw no();
  }

  @Override
  public boolean[] getIssuerUniqueID() {
    throw no();
  }

  @Override
  public boolean[] getSubjectUniqueID() {
    throw no();
  }

  @Override
  public boolean[] getKeyUsage() {
    throw no();
  }

  @Override
  public int getBasicConstraints() {
    throw no();
  }

  @Override
  public void verify(PublicKey key) {
    throw no();
  }

  @Override
  public void verify(PublicKey key, String provider) {
    throw no();
  }

  @Override
  public String toString() {
    return bytes.length + " bytes";
  }

  @Override
  public PublicKey getPublicKey() {
    throw no();
  }

  @Override
  public boolean hasUnsupportedCriticalExtension() {
    throw no();
  }

  @Override
  public Set<String> getCriticalExtensionOIDs() {
    throw no();
  }

  @Override
  public Set<String> getNonCriticalExtensionOIDs() {
    throw no();
  }

  @Override
  public byte[] getExtensionValue(String oid) {
    throw no();
  }
}
