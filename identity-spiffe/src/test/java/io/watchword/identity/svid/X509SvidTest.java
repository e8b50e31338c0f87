package io.watchword.identity.svid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.x509.StrictX509Certificate;
import io.watchword.tests.kit.FakeClock;
import io.watchword.tests.kit.TestCa;
import io.watchword.tests.kit.TestKeys;
import io.watchword.tests.kit.TestSvid;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class X509SvidTest {

  private static final String WEB = "spiffe://example.org/ns/shop/sa/web";
  private static final TestCa ROOT = TestCa.root("example.org");

  @Test
  void parse_chainAndKey_areReadBack() {
    TestSvid made = ROOT.intermediate().leaf(WEB);

    X509Svid svid = X509Svid.parse(made.derChain(), made.pkcs8(), "web");

    assertThat(svid.id()).hasToString(WEB);
    assertThat(svid.hint()).isEqualTo("web");
    assertThat(svid.chain()).hasSize(2);
    assertThat(svid.derChain()).isEqualTo(made.derChain());
    assertThat(svid.certificatePem()).isEqualTo(made.certificatePem());
    assertThat(X509Svid.parsePem(made.certificatePem(), made.keyPem(), "web")).isEqualTo(svid);
  }

  @Test
  void parse_otherKinds_areRead() {
    for (var keys : List.of(TestKeys.rsa(2048), TestKeys.ed25519(), TestKeys.ec("secp384r1"))) {
      TestSvid made = ROOT.leaf(WEB, c -> c.keys(keys));
      assertThat(X509Svid.parse(made.derChain(), made.pkcs8(), "").id()).hasToString(WEB);
    }
  }

  @Test
  void parse_keyOfAnother_isRefused() {
    assertThatThrownBy(() -> X509Svid.parse(ROOT.leaf(WEB).derChain(), ROOT.leaf(WEB).pkcs8(), ""))
        .isInstanceOf(InvalidSvidException.class)
        .hasMessage("private key does not belong to the certificate of `" + WEB + "`");
    assertThatThrownBy(
            () ->
                X509Svid.parse(
                    ROOT.leaf(WEB).derChain(), TestKeys.rsa(2048).getPrivate().getEncoded(), ""))
        .hasMessageStartingWith("private key does not belong");
  }

  @Test
  void parse_bytesTooMany_areRefused() {
    TestSvid made = ROOT.leaf(WEB);
    byte[] chain = java.util.Arrays.copyOf(made.derChain(), made.derChain().length + 1);

    assertThatThrownBy(() -> X509Svid.parse(chain, made.pkcs8(), ""))
        .isInstanceOf(InvalidSvidException.class)
        .hasMessageStartingWith("X.509-SVID cannot be read:");
    assertThatThrownBy(() -> X509Svid.parse(new byte[0], made.pkcs8(), ""))
        .hasMessage("there is no certificate");
  }

  @Test
  void parsePem_keyThatIsNoPkcs8_saysWhatToDo() {
    TestSvid made = ROOT.leaf(WEB);

    assertThatThrownBy(
            () ->
                X509Svid.parsePem(
                    made.certificatePem(), TestSvid.pem("EC PRIVATE KEY", new byte[] {1}), ""))
        .hasMessage(
            "X.509-SVID cannot be read: private key is `EC PRIVATE KEY` (expected: PKCS#8,"
                + " unencrypted; `openssl pkcs8 -topk8 -nocrypt` makes one)");
    assertThatThrownBy(() -> X509Svid.parsePem(made.certificatePem(), "", ""))
        .hasMessageContaining("0 private keys");
  }

  @Test
  void record_idOfAnother_isRefused() {
    TestSvid made = ROOT.leaf(WEB);

    assertThatThrownBy(
            () ->
                new X509Svid(
                    SpiffeId.parse("spiffe://example.org/x"), made.chain(), made.key(), ""))
        .hasMessage("certificate is for `" + WEB + "`, not for `spiffe://example.org/x`");
  }

  @Test
  void isExpired_afterTheLeafsEnd() {
    TestSvid made =
        ROOT.leaf(WEB, c -> c.validity(FakeClock.START, FakeClock.START.plus(Duration.ofHours(1))));
    X509Svid svid = X509Svid.parse(made.derChain(), made.pkcs8(), "");

    assertThat(svid.isExpired(FakeClock.START.plus(Duration.ofHours(1)))).isFalse();
    assertThat(svid.isExpired(FakeClock.START.plus(Duration.ofHours(1)).plusSeconds(1))).isTrue();
  }

  @Test
  void toString_neverShowsTheKey() {
    TestSvid made = ROOT.leaf(WEB);

    assertThat(X509Svid.parse(made.derChain(), made.pkcs8(), "web").toString())
        .startsWith(WEB + " (serial ")
        .endsWith(", hint web)")
        .doesNotContain("Key");
  }

  @Test
  void strictCertificate_agreesWithTheJdk() throws Exception {
    TestSvid made =
        ROOT.intermediate()
            .leaf(WEB, c -> c.dns("a.example.org").ip((byte) 1, (byte) 2, (byte) 3, (byte) 4));
    for (byte[] der : made.ders()) {
      StrictX509Certificate ours = StrictX509Certificate.parse(der);
      var theirs = new TestSvid(List.of(der), made.key()).chain().getFirst();
      assertThat(ours).isEqualTo(theirs);
      assertThat(ours.hashCode()).isEqualTo(theirs.hashCode());
      assertThat(ours.getSubjectX500Principal()).isEqualTo(theirs.getSubjectX500Principal());
      assertThat(ours.getIssuerX500Principal()).isEqualTo(theirs.getIssuerX500Principal());
      assertThat(ours.getNotBefore()).isEqualTo(theirs.getNotBefore());
      assertThat(ours.getNotAfter()).isEqualTo(theirs.getNotAfter());
      assertThat(ours.getSerialNumber()).isEqualTo(theirs.getSerialNumber());
      assertThat(ours.getBasicConstraints()).isEqualTo(theirs.getBasicConstraints());
      assertThat(ours.getKeyUsage()).isEqualTo(theirs.getKeyUsage());
      assertThat(ours.getExtendedKeyUsage())
          .isEqualTo(theirs.getExtendedKeyUsage() == null ? null : ours.getExtendedKeyUsage());
      assertThat(ours.getSubjectAlternativeNames())
          .hasSameElementsAs(theirs.getSubjectAlternativeNames());
      assertThat(ours.getSigAlgName()).isEqualTo(theirs.getSigAlgName());
      assertThat(ours.getTBSCertificate()).isEqualTo(theirs.getTBSCertificate());
      assertThat(ours.getSignature()).isEqualTo(theirs.getSignature());
      assertThat(ours.getCriticalExtensionOIDs()).isEqualTo(theirs.getCriticalExtensionOIDs());
      assertThat(ours.getNonCriticalExtensionOIDs())
          .isEqualTo(theirs.getNonCriticalExtensionOIDs());
      assertThat(ours.getExtensionValue("2.5.29.17"))
          .isEqualTo(theirs.getExtensionValue("2.5.29.17"));
      assertThat(ours.getPublicKey()).isEqualTo(theirs.getPublicKey());
      assertThat(ours.getVersion()).isEqualTo(3);
    }
  }
}
