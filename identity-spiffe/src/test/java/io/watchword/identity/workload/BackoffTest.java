package io.watchword.identity.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {

  @Test
  void next_failures_doubleUpToTheLongestWithHalfByChance() {
    Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5), new Random(1));
    long step = 100;
    for (int failure = 0; failure < 80; failure++) {
      assertThat(backoff.next().toMillis()).isBetween(step / 2, step);
      step = Math.min(2 * step, 5000);
    }
    backoff.succeeded();
    assertThat(backoff.next()).isLessThanOrEqualTo(Duration.ofMillis(100));
  }
}
