package io.watchword.ca.node;

import io.watchword.ca.authority.OwnIdentity;
import io.watchword.ca.authority.TrustAnchors;
import io.watchword.ca.authority.TrusterKind;
import io.watchword.ca.authority.TrusterReport;
import io.watchword.ca.csr.CertificateRequest;
import io.watchword.ca.issuance.IssuedSvid;
import io.watchword.ca.issuance.Issuer;
import io.watchword.ca.keys.Intermediate;
import io.watchword.identity.bundle.X509Bundle;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;
import org.jspecify.annotations.Nullable;

/// The CA's own SVID, `spiffe://TRUST_DOMAIN/watchword/ca`, which its listener for nodes presents.
/// Thread-safe: one volatile snapshot; renewals take a lock.
///
/// It goes through the same journey as everyone else's. What the listener trusts is always the
/// published bundle itself.
public final class ServerIdentity implements OwnIdentity {

  /// A chain and its key.
  ///
  /// @param chain leaf, intermediate and also the root: a new agent checks it against its join
  ///   token
  public record Presented(
      List<X509Certificate> chain, PrivateKey key, String rootSha256, String serial) {

    /// Copies the chain.
    public Presented {
      chain = List.copyOf(chain);
    }

    Instant notAfter() {
      return chain.getFirst().getNotAfter().toInstant();
    }

    boolean isUnder(Intermediate intermediate) {
      return chain.get(1).equals(intermediate.certificate());
    }

    boolean isHalfOver(Instant now) {
      long begin = chain.getFirst().getNotBefore().getTime();
      return now.toEpochMilli() >= begin + (notAfter().toEpochMilli() - begin) / 2;
    }
  }

  private final Issuer issuer;
  private final Supplier<Intermediate> intermediates;
  private final TrustAnchors anchors;
  private final InstantSource clock;
  private volatile @Nullable Presented presented;
  private volatile @Nullable Presented previous;

  /// Asks `issuer` like anyone else.
  public ServerIdentity(
      Issuer issuer,
      Supplier<Intermediate> intermediates,
      TrustAnchors anchors,
      InstantSource clock) {
    this.issuer = issuer;
    this.intermediates = intermediates;
    this.anchors = anchors;
    this.clock = clock;
  }

  /// What new handshakes present.
  public Presented presented() {
    Presented now = presented;
    if (now == null) {
      throw new IllegalStateException("the CA has no SVID of its own yet");
    }
    return now;
  }

  /// The one with `serial`: the present one, or the one before for a handshake that was under way.
  Presented presented(String serial) {
    Presented before = previous;
    return before != null && before.serial().equals(serial) ? before : presented();
  }

  @Override
  public synchronized void renew() {
    Presented before = presented;
    if (before != null
        && before.isUnder(intermediates.get())
        && !before.isHalfOver(clock.instant())) {
      return;
    }
    KeyPair pair = newPair();
    IssuedSvid svid = issuer.ownOfCa(request(pair));
    List<X509Certificate> chain =
        Stream.concat(svid.chain().stream(), Stream.of(svid.root())).toList();
    previous = before;
    presented = new Presented(chain, pair.getPrivate(), svid.rootSha256(), svid.serial());
  }

  @Override
  public TrusterReport report() {
    Presented now = presented();
    X509Bundle bundle = anchors.bundle();
    return new TrusterReport(
        anchors.bundle().trustDomain().id() + "/watchword/ca",
        TrusterKind.CA,
        HexFormat.of().formatHex(bundle.sha256()),
        bundle.sequence().orElse(0),
        anchors.current().roots().stream()
            .map(root -> root.sha256())
            .collect(Collectors.toUnmodifiableSet()),
        List.of(new TrusterReport.Presented(now.serial(), now.rootSha256(), now.notAfter())),
        Map.of(),
        clock.instant());
  }

  // The JDK's: TLS uses it, and nothing is gained by having it in bc-fips.
  private static KeyPair newPair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java makes no P-256 keys", e);
    }
  }

  private static CertificateRequest request(KeyPair pair) {
    try {
      return new CertificateRequest(
          new PKCS10CertificationRequestBuilder(
                  new X500Name(new RDN[0]),
                  SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()))
              .build(
                  new JcaContentSignerBuilder("SHA256withECDSA")
                      .setProvider("SunEC")
                      .build(pair.getPrivate()))
              .getEncoded());
    } catch (OperatorCreationException | IOException e) {
      throw new IllegalStateException("the CA cannot ask itself for an SVID", e);
    }
  }
}
