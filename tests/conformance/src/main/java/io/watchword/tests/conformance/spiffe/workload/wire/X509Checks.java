package io.watchword.tests.conformance.spiffe.workload.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.watchword.api.workload.X509BundlesResponse;
import io.watchword.api.workload.X509SVID;
import io.watchword.api.workload.X509SVIDResponse;
import io.watchword.tests.conformance.spiffe.matrix.Matrix;
import io.watchword.tests.conformance.spiffe.produced.CertificateChecks;
import io.watchword.tests.conformance.spiffe.produced.Certificates;
import io.watchword.tests.conformance.spiffe.produced.Ids;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// X.509-SVIDs and bundles as a workload gets them. Workload API §5.
final class X509Checks {

  private final RawClient client;
  private final Checks checks;
  private final Matrix matrix;
  private final String part;
  private final List<String> expected;

  X509Checks(RawClient client, Checks checks, Matrix matrix, String part, List<String> expected) {
    this.client = client;
    this.checks = checks;
    this.matrix = matrix;
    this.part = part;
    this.expected = expected;
  }

  void run() throws InvalidProtocolBufferException {
    X509SVIDResponse response;
    try (RawStream stream = client.call(Rpc.FETCH_X509_SVID, Ask.NOTHING)) {
      response = X509SVIDResponse.parseFrom(stream.need(RawClient.PATIENCE));
    }
    List<String> ids = response.getSvidsList().stream().map(X509SVID::getSpiffeId).toList();
    checks.check("WA-15", "at least one X.509-SVID", () -> ids.isEmpty() ? "there is none" : "");
    checks.check(
        "WA-02",
        "no further fields in X509SVIDResponse",
        () ->
            response.getUnknownFields().asMap().isEmpty()
                    && response.getSvidsList().stream()
                        .allMatch(svid -> svid.getUnknownFields().asMap().isEmpty())
                ? ""
                : "there are fields that the specification does not have");
    if (expected.isEmpty()) {
      checks.none("WA-33", "default identity first", "needs --expect");
    } else {
      checks.check(
          "WA-33,WA-04",
          "X.509-SVIDs of all identities, the default one first",
          () -> ids.equals(expected) ? "" : "they are " + ids + " (expected: " + expected + ")");
    }
    hints(response.getSvidsList().stream().map(X509SVID::getHint).toList());
    for (int i = 0; i < response.getSvidsCount(); i++) {
      svid("X.509-SVID " + i, response.getSvids(i));
    }
    for (Map.Entry<String, ByteString> entry : response.getFederatedBundlesMap().entrySet()) {
      bundle("federated bundle of X509SVIDResponse", entry.getKey(), entry.getValue());
    }
    bundles(ids);
  }

  private void hints(List<String> hints) {
    List<String> given = hints.stream().filter(hint -> !hint.isEmpty()).toList();
    if (given.isEmpty()) {
      checks.none("WA-34", "hints are short", "no X.509-SVID has a hint");
    } else {
      checks.check(
          "WA-34",
          "hints are short",
          () ->
              given.stream().allMatch(hint -> hint.length() <= 1024)
                  ? ""
                  : "one has over 1024 bytes");
    }
    checks.check(
        "WA-16",
        "hints of X.509-SVIDs are unique",
        () -> new HashSet<>(given).size() == given.size() ? "" : "they are " + given);
  }

  private void svid(String what, X509SVID svid) {
    checks.check("WA-12", what + ": chain in DER, nothing else", () -> der(svid.getX509Svid()));
    checks.check("WA-13", what + ": key in PKCS#8, the one of the certificate", () -> key(svid));
    try {
      List<X509Certificate> chain = Certificates.der(svid.getX509Svid().toByteArray());
      List<X509Certificate> roots = Certificates.der(svid.getBundle().toByteArray());
      String id = svid.getSpiffeId();
      CertificateChecks certificates = new CertificateChecks(matrix, part);
      checks.check(
          "WA-12",
          what + ": leaf has the ID that is said",
          () ->
              CertificateChecks.uris(chain.getFirst()).equals(List.of(id))
                  ? ""
                  : "leaf has " + CertificateChecks.uris(chain.getFirst()) + ", not `" + id + "`");
      certificates.chain(what, "WA-12,ID-23", chain, roots);
      certificates.leaf(what, chain.getFirst());
      for (int i = 1; i < chain.size(); i++) {
        certificates.authority(what + ", intermediate " + i, chain.get(i), Ids.trustDomain(id));
      }
      for (int i = 0; i < roots.size(); i++) {
        certificates.authority(what + ", root " + i, roots.get(i), Ids.trustDomain(id));
      }
    } catch (CertificateException e) {
      // It is in the rows above.
    }
  }

  private void bundles(List<String> ids) throws InvalidProtocolBufferException {
    X509BundlesResponse response;
    try (RawStream stream = client.call(Rpc.FETCH_X509_BUNDLES, Ask.NOTHING)) {
      response = X509BundlesResponse.parseFrom(stream.need(RawClient.PATIENCE));
    }
    Set<String> own = new TreeSet<>();
    ids.forEach(id -> own.add(Ids.trustDomain(id)));
    Set<String> named = new TreeSet<>();
    response
        .getBundlesMap()
        .keySet()
        .forEach(name -> named.add(name.replaceFirst("^spiffe://", "")));
    checks.check(
        "WA-20",
        "bundles of the own trust domain",
        () -> named.containsAll(own) ? "" : "they are of " + named + ", not of " + own);
    checks.check(
        "WA-02",
        "no further fields in X509BundlesResponse",
        () ->
            response.getUnknownFields().asMap().isEmpty()
                ? ""
                : "there are fields that the specification does not have");
    response
        .getBundlesMap()
        .forEach((name, bundle) -> bundle("bundle of X509BundlesResponse", name, bundle));
  }

  private void bundle(String what, String name, ByteString bundle) {
    checks.check(
        "WA-20",
        what + " " + name + ": under the ID of its trust domain, in DER",
        () -> Ids.isId(name) && Ids.path(name).isEmpty() ? der(bundle) : "name is `" + name + "`");
  }

  private static String der(ByteString bytes) {
    try {
      return Certificates.der(bytes.toByteArray()).isEmpty() ? "there is no certificate" : "";
    } catch (CertificateException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static String key(X509SVID svid) {
    try {
      PublicKey publicKey =
          Certificates.der(svid.getX509Svid().toByteArray()).getFirst().getPublicKey();
      PrivateKey privateKey =
          KeyFactory.getInstance(publicKey.getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(svid.getX509SvidKey().toByteArray()));
      String algorithm =
          publicKey.getAlgorithm().equals("EC")
              ? "SHA256withECDSA"
              : publicKey.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "Ed25519";
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(privateKey);
      signature.update(new byte[32]);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(new byte[32]);
      return signature.verify(signed) ? "" : "key is not that of the certificate";
    } catch (GeneralSecurityException e) {
      return "key cannot be used: " + e.getMessage();
    }
  }
}
