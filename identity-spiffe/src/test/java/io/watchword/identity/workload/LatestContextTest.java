package io.watchword.identity.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.identity.bundle.TrustBundles;
import io.watchword.identity.svid.X509Svid;
import io.watchword.tests.kit.FakeClock;
import io.watchword.tests.kit.TestCa;
import io.watchword.tests.kit.TestSvid;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LatestContextTest {

  private static X509Context context() {
    TestSvid made = TestCa.root("example.org").leaf("spiffe://example.org/web");
    return new X509Context(
        List.of(X509Svid.parse(made.derChain(), made.pkcs8(), "")), TrustBundles.none());
  }

  @Test
  void publish_listenerThatThrows_isKeptAndTheOthersAreTold() {
    LatestContext latest = new LatestContext(FakeClock.start(), "nothing yet");
    List<X509Context> seen = new ArrayList<>();
    latest.add(
        context -> {
          throw new IllegalStateException("listener");
        });
    latest.add(seen::add);
    X509Context first = context();

    latest.publish(first);
    latest.publish(first);
    latest.publish(context());

    assertThat(seen).hasSize(2);
    assertThat(latest.problem()).isEmpty();
  }

  @Test
  void add_contextIsThere_isToldAtOnce() {
    LatestContext latest = new LatestContext(FakeClock.start(), "nothing yet");
    List<X509Context> seen = new ArrayList<>();
    latest.publish(context());

    latest.add(seen::add);

    assertThat(seen).containsExactly(latest.current());
  }

  @Test
  void current_nothingYet_saysWhy() {
    assertThatThrownBy(() -> new LatestContext(FakeClock.start(), "nothing yet").current())
        .isInstanceOf(NoIdentityException.class)
        .hasMessage("there is no identity yet: nothing yet");
  }

  @Test
  void context_withoutSvids_isRefused() {
    assertThatThrownBy(() -> new X509Context(List.of(), TrustBundles.none()))
        .isInstanceOf(NoIdentityException.class);
  }
}
