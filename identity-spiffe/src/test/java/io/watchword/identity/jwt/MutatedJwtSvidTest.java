package io.watchword.identity.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.identity.bundle.JwtBundle;
import io.watchword.identity.bundle.JwtBundles;
import io.watchword.identity.id.TrustDomain;
import io.watchword.tests.kit.FakeClock;
import io.watchword.tests.kit.TestJwt;
import io.watchword.tests.kit.TestKeys;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// A good token, changed in any place: none is accepted, and none does more than be refused.
class MutatedJwtSvidTest {

  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ {}\u0000\u00e9";
  private static final KeyPair KEYS = TestKeys.ec();
  private static final JwtBundles TRUST =
      JwtBundles.of(new JwtBundle(new TrustDomain("example.org"), Map.of("k", KEYS.getPublic())));
  private static final String TOKEN =
      TestJwt.of("spiffe://example.org/web", "orders").sign(KEYS, "k");

  private final Random random = new Random(20261125);
  private final List<String> accepted = new ArrayList<>();

  private void tryOut(String token) {
    if (token.equals(TOKEN)) {
      return;
    }
    try {
      new JwtSvidValidator().validate(token, "orders", TRUST, FakeClock.START);
      accepted.add(token);
    } catch (InvalidJwtSvidException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @Test
  void validate_everyCharacterChanged_isRefused() {
    for (int i = 0; i < TOKEN.length(); i++) {
      char other = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
      tryOut(TOKEN.substring(0, i) + other + TOKEN.substring(i + 1));
    }
    assertThat(accepted).isEmpty();
  }

  @Test
  void validate_everyCut_isRefused() {
    for (int i = 0; i < TOKEN.length(); i++) {
      tryOut(TOKEN.substring(0, i));
      tryOut(TOKEN.substring(i + 1));
    }
    assertThat(accepted).isEmpty();
  }

  @Test
  void validate_everyInsertion_isRefused() {
    for (int i = 0; i <= TOKEN.length(); i++) {
      char more = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
      tryOut(TOKEN.substring(0, i) + more + TOKEN.substring(i));
    }
    assertThat(accepted).isEmpty();
  }

  @Test
  void validate_partsExchanged_areRefused() {
    String[] parts = TOKEN.split("\\.");
    String[] other =
        TestJwt.of("spiffe://example.org/admin", "orders").sign(TestKeys.ec(), "k").split("\\.");
    for (int mask = 1; mask < 8; mask++) {
      String[] mixed = new String[3];
      for (int i = 0; i < 3; i++) {
        mixed[i] = (mask >> i & 1) == 1 ? other[i] : parts[i];
      }
      if (!mixed[0].equals(parts[0]) || mask != 1) {
        tryOut(String.join(".", mixed));
      }
    }
    tryOut(parts[1] + "." + parts[0] + "." + parts[2]);
    tryOut(parts[0] + "." + parts[1] + ".");
    tryOut(parts[0] + "." + parts[1] + "." + TestJwt.base64(new byte[64]));
    assertThat(accepted).isEmpty();
  }
}
