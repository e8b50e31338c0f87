package io.watchword.identity.svid;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.identity.bundle.TrustBundles;
import io.watchword.identity.bundle.X509Bundle;
import io.watchword.identity.id.TrustDomain;
import io.watchword.tests.kit.FakeClock;
import io.watchword.tests.kit.TestCa;
import io.watchword.tests.kit.TestSvid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Whatever a peer sends, the answer is an identity or an [InvalidSvidException].
class MutatedSvidTest {

  private static final int ROUNDS = 4_000;
  private static final String WEB = "spiffe://example.org/ns/shop/sa/web";
  private static final TestCa ROOT = TestCa.root("example.org");
  private static final TrustBundles TRUST =
      TrustBundles.of(X509Bundle.of(new TrustDomain("example.org"), List.of(ROOT.certificate())));

  private final X509SvidValidator validator = new X509SvidValidator();
  private final Random random = new Random(7);

  private boolean isAccepted(List<byte[]> ders) {
    try {
      validator.validate(ders.stream().map(RawCertificate::new).toList(), TRUST, FakeClock.START);
      return true;
    } catch (InvalidSvidException e) {
      assertThat(e.getMessage()).isNotBlank();
      return false;
    }
  }

  private byte[] mutated(byte[] der) {
    byte[] copy = der.clone();
    return switch (random.nextInt(5)) {
      case 0 -> Arrays.copyOf(copy, random.nextInt(copy.length));
      case 1 -> Arrays.copyOf(copy, copy.length + 1 + random.nextInt(8));
      case 2 -> {
        int at = random.nextInt(copy.length);
        copy[at] ^= (byte) (1 << random.nextInt(8));
        yield copy;
      }
      case 3 -> {
        int from = random.nextInt(copy.length);
        int to = random.nextInt(copy.length);
        System.arraycopy(
            der,
            from,
            copy,
            to,
            Math.min(copy.length - Math.max(from, to), 1 + random.nextInt(32)));
        yield copy;
      }
      default -> {
        for (int i = 0; i < 4; i++) {
          copy[random.nextInt(copy.length)] = (byte) random.nextInt(256);
        }
        yield copy;
      }
    };
  }

  @Test
  void validate_mutatedLeaf_isRefusedAndNeverACrash() {
    byte[] leaf =
        ROOT.leaf(
                WEB,
                c ->
                    c.dns("web.example.org")
                        .otherName("1.2.3", "x")
                        .ip((byte) 1, (byte) 2, (byte) 3, (byte) 4))
            .leafDer();
    for (int round = 0; round < ROUNDS; round++) {
      byte[] mutated = mutated(leaf);
      assertThat(isAccepted(List.of(mutated))).isEqualTo(Arrays.equals(mutated, leaf));
    }
  }

  @Test
  void validate_mutatedIntermediate_isRefusedAndNeverACrash() {
    TestSvid svid =
        ROOT.intermediate(c -> c.uriConstraints(true, List.of("example.org"), List.of("x.org")))
            .leaf(WEB);
    for (int round = 0; round < ROUNDS / 2; round++) {
      byte[] mutated = mutated(svid.ders().get(1));
      List<byte[]> chain = List.of(svid.leafDer(), mutated);
      assertThat(isAccepted(chain)).isEqualTo(Arrays.equals(mutated, svid.ders().get(1)));
    }
  }

  @Test
  void validate_randomBytes_isRefusedAndNeverACrash() {
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      if (bytes.length > 4 && random.nextBoolean()) {
        bytes[0] = 0x30;
        bytes[1] = (byte) (bytes.length - 2);
      }
      assertThat(isAccepted(new ArrayList<>(List.of(bytes)))).isFalse();
    }
  }

  @Test
  void parse_mutatedKey_isRefusedAndNeverACrash() {
    TestSvid svid = ROOT.leaf(WEB);
    for (int round = 0; round < ROUNDS / 4; round++) {
      byte[] key = mutated(svid.pkcs8());
      try {
        X509Svid.parse(svid.derChain(), key, "");
      } catch (InvalidSvidException e) {
        assertThat(e.reason()).isEqualTo(SvidRejection.INVALID_SVID);
      }
    }
  }
}
