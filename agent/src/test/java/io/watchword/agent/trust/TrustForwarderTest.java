package io.watchword.agent.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.identity.bundle.X509Bundle;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.id.TrustDomain;
import io.watchword.identity.trust.TrusterKind;
import io.watchword.identity.trust.TrusterState;
import io.watchword.tests.kit.Await;
import io.watchword.tests.kit.FakeClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TrustForwarderTest {

  private static final TrusterState STATE =
      TrusterState.of(
          SpiffeId.parse("spiffe://example.org/web"),
          TrusterKind.PROXY,
          X509Bundle.of(new TrustDomain("example.org"), List.of()),
          FakeClock.START);

  private final AtomicInteger sent = new AtomicInteger();
  private volatile boolean down;
  private volatile List<TrusterState> states = List.of(STATE);
  private final TrustForwarder forwarder = new TrustForwarder(() -> states, this::send);

  @AfterEach
  void end() {
    forwarder.close();
  }

  @Test
  void run_tellsAtOnceAndSoonAfterAChange() {
    Thread.startVirtualThread(forwarder::run);
    Await.until("the first", () -> sent.get() == 1);
    long before = System.nanoTime();
    for (int i = 0; i < 100; i++) {
      forwarder.changed();
    }
    Await.until("the second", () -> sent.get() >= 2);

    // Far below the interval of 2 s, even on a busy machine.
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(1500));
    assertThat(sent.get()).isLessThan(10);
  }

  @Test
  void run_nothingToTell_sendsNothing_andFailuresDoNotEndIt() {
    states = List.of();
    down = true;
    Thread.startVirtualThread(forwarder::run);
    states = List.of(STATE);
    forwarder.changed();
    Await.until("an attempt", () -> sent.get() >= 1);
    down = false;
    int before = sent.get();
    forwarder.changed();
    Await.until("another", () -> sent.get() > before);
  }

  @Test
  void close_endsTheThread() throws InterruptedException {
    Thread thread = Thread.ofVirtual().start(forwarder::run);
    forwarder.close();

    assertThat(thread.join(Duration.ofSeconds(10))).isTrue();
  }

  private Duration send(List<TrusterState> told) {
    sent.incrementAndGet();
    if (down) {
      throw new IllegalStateException("no contact");
    }
    return Duration.ofSeconds(2);
  }
}
