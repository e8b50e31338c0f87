package io.watchword.identity.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.tests.kit.Rule;
import io.watchword.tests.kit.TestJwt;
import io.watchword.tests.kit.TestKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BearerTokenTest {

  private static final String TOKEN =
      TestJwt.of("spiffe://example.org/web", "orders").sign(TestKeys.ec(), "k");

  @Test
  @Rule({"JW-16", "JW-17"})
  void read_whatWasPrinted_isTheToken() {
    assertThat(BearerToken.print(JwtSvid.parse(TOKEN))).isEqualTo("Bearer " + TOKEN);
    assertThat(BearerToken.read("Bearer " + TOKEN)).contains(TOKEN);
    assertThat(BearerToken.read("bearer " + TOKEN)).contains(TOKEN);
    assertThat(BearerToken.NAME).isEqualTo("authorization");
  }

  @ParameterizedTest
  @Rule("JW-16")
  @ValueSource(
      strings = {
        "",
        "Bearer",
        "Bearer ",
        "Basic YTpi",
        "Bearer  a.b.c",
        "Bearer a.b.c, Basic x",
        "Bearer a.b",
        "a.b.c"
      })
  void read_somethingElse_isNone(String value) {
    assertThat(BearerToken.read(value)).isEmpty();
  }
}
