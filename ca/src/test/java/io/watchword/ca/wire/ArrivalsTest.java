package io.watchword.ca.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.ca.node.Arrivals;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ArrivalsTest {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private long now = Long.MAX_VALUE - SECOND; // Nano time may overflow.
  private final Arrivals arrivals = new Arrivals(100, 10, () -> now);

  @Test
  void admit_aBurst_thenOneAtATime_eachRefusedOneLaterThanTheOneBefore() {
    for (int i = 0; i < 10; i++) {
      assertThat(arrivals.admit()).isEmpty();
    }
    assertThat(arrivals.admit()).contains(Duration.ofMillis(100));
    assertThat(arrivals.admit()).contains(Duration.ofMillis(110));
    assertThat(arrivals.admit()).contains(Duration.ofMillis(120));
    now += Duration.ofMillis(10).toNanos();
    assertThat(arrivals.admit()).isEmpty();
    now += 10 * SECOND;
    for (int i = 0; i < 10; i++) {
      assertThat(arrivals.admit()).isEmpty();
    }
    assertThat(arrivals.admit()).contains(Duration.ofMillis(100));
  }

  @Test
  void tenThousandAgentsAtOnce_areInWithinTheTimeThatTheRateNeeds_withFewAttempts() {
    record Agent(int id, long comesAt) {}
    Arrivals hundreds = new Arrivals(200, 400, () -> now);
    long begin = now;
    Random random = new Random(1);
    PriorityQueue<Agent> agents =
        new PriorityQueue<>(Comparator.comparingLong((Agent agent) -> agent.comesAt() - begin));
    for (int i = 0; i < 10_000; i++) {
      agents.add(new Agent(i, begin + random.nextLong(SECOND)));
    }
    int attempts = 0;
    int in = 0;
    while (!agents.isEmpty()) {
      Agent agent = agents.remove();
      now = agent.comesAt();
      attempts++;
      Optional<Duration> wait = hundreds.admit();
      if (wait.isEmpty()) {
        in++;
      } else {
        // As agents do: what they were told, and up to half of it more.
        long asked = wait.get().toNanos();
        agents.add(new Agent(agent.id(), now + asked + random.nextLong(asked / 2 + 1)));
      }
    }

    assertThat(in).isEqualTo(10_000);
    assertThat(Duration.ofNanos(now - begin)).isLessThan(Duration.ofSeconds(100));
    assertThat(attempts).isLessThan(40_000);
  }
}
