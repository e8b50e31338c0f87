package io.watchword.ca.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.ca.keys.UpstreamUnavailableException;
import io.watchword.tests.kit.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// When a token is renewed, when we log in, and when we do not.
class TokenLeaseTest {
  private final FakeClock clock = FakeClock.start();
  private final Server server = new Server(clock);
  private final TokenLease lease =
      new TokenLease(
          new TokenSource.Login(new VaultLogin.Certificate("cert", Optional.empty())),
          server,
          clock);

  @Test
  void keepUp_firstTwoThirds_leavesItAlone() {
    lease.keepUp();
    clock.advance(Duration.ofSeconds(59));
    lease.keepUp();

    assertThat(server.calls).doesNotContain("auth/token/renew-self");
    assertThat(server.logins).hasValue(1);
  }

  @Test
  void keepUp_twoThirdsOver_renewsIt() {
    lease.keepUp();
    clock.advance(Duration.ofSeconds(61));
    lease.keepUp();

    assertThat(server.calls).contains("auth/token/renew-self");
    assertThat(server.logins).hasValue(1);
    assertThat(server.left(lease.token())).isEqualTo(Duration.ofSeconds(90));
  }

  @Test
  void keepUp_maximumReached_logsInAnewBeforeTheEnd() {
    lease.keepUp();
    server.maximum = Duration.ofSeconds(80);
    clock.advance(Duration.ofSeconds(61));

    lease.keepUp();

    assertThat(server.logins).hasValue(2);
    assertThat(server.left(lease.token())).isEqualTo(Duration.ofSeconds(90));
  }

  @Test
  void keepUp_notRenewable_logsInAnewAtTwoThirds() {
    server.renewable = false;
    lease.keepUp();
    clock.advance(Duration.ofSeconds(61));
    lease.keepUp();

    assertThat(server.calls).doesNotContain("auth/token/renew-self");
    assertThat(server.logins).hasValue(2);
  }

  @Test
  void keepUp_revoked_logsInAtOnce() {
    VaultToken first = lease.token();
    server.ends.clear();

    lease.keepUp();

    assertThat(server.logins).hasValue(2);
    assertThat(lease.token()).isNotEqualTo(first);
  }

  @Test
  void newerThan_goodTokenThatMayNot_doesNotLogInEachTime() {
    VaultToken token = lease.token();

    for (int i = 0; i < 5; i++) {
      assertThat(lease.newerThan(token)).isEmpty();
    }

    assertThat(server.logins).hasValue(1);
    clock.advance(Duration.ofMinutes(2));
    assertThat(lease.newerThan(token)).isPresent();
    assertThat(server.logins).hasValue(2);
  }

  @Test
  void newerThan_manyRefusedAtOnce_isOneLogin() throws Exception {
    VaultToken token = lease.token();
    server.ends.clear();
    CountDownLatch begin = new CountDownLatch(1);
    List<Thread> callers = new ArrayList<>();
    List<VaultToken> had = new CopyOnWriteArrayList<>();
    for (int i = 0; i < 32; i++) {
      callers.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      begin.await();
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                    lease.newerThan(token).ifPresent(had::add);
                  }));
    }
    begin.countDown();
    for (Thread caller : callers) {
      caller.join();
    }

    assertThat(server.logins).hasValue(2);
    assertThat(had).hasSize(32).allMatch(lease.token()::equals);
  }

  @Test
  void token_loginRefused_saysSoAndIsNotTriedByEveryCall() {
    server.takesLogins = false;

    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(lease::token)
          .isInstanceOfSatisfying(
              UpstreamUnavailableException.class,
              e -> assertThat(e.code()).isEqualTo("ca/upstream-refused"))
          .hasMessage(
              "Vault refuses our login (`WRITE auth/cert/login`): 400 invalid certificate"
                  + " (expected: a role that takes it)");
    }
    assertThat(server.tries).hasValue(1);

    server.takesLogins = true;
    clock.advance(Duration.ofSeconds(1));
    assertThat(lease.token()).isNotNull();
  }

  @Test
  void close_login_givesTheTokenBack() {
    VaultToken token = lease.token();

    lease.close();

    assertThat(server.calls).contains("auth/token/revoke-self");
    assertThat(token.text()).doesNotContain("token");
    assertThat(token).hasToString("***");
  }

  /// Leases of 90 seconds.
  private static final class Server implements VaultTransport {
    final AtomicInteger logins = new AtomicInteger();
    final AtomicInteger tries = new AtomicInteger();
    final List<String> calls = new CopyOnWriteArrayList<>();
    final Map<String, Instant> ends = new ConcurrentHashMap<>();
    final FakeClock clock;
    boolean renewable = true;
    boolean takesLogins = true;
    Duration maximum = Duration.ofHours(1);

    Server(FakeClock clock) {
      this.clock = clock;
    }

    Duration left(VaultToken token) {
      return Duration.between(clock.instant(), ends.get(token.text()));
    }

    @Override
    public VaultAnswer send(VaultCall call, VaultToken token) {
      calls.add(call.path());
      if (call.path().equals("auth/cert/login")) {
        return logIn();
      }
      if (!ends.containsKey(token.text())) {
        return VaultAnswer.of(403, "{\"errors\":[\"permission denied\"]}");
      }
      return switch (call.path()) {
        case "auth/token/lookup-self" ->
            VaultAnswer.of(
                200,
                "{\"data\":{\"expire_time\":\"soon\",\"creation_ttl\":90,\"renewable\":%s,\"ttl\":%d}}"
                    .formatted(renewable, left(token).toSeconds()));
        case "auth/token/renew-self" -> renew(token);
        case "auth/token/revoke-self" -> VaultAnswer.of(204, "");
        default -> VaultAnswer.of(404, "{}");
      };
    }

    @Override
    public VaultAnswer health() {
      return VaultAnswer.of(200, "{}");
    }

    @Override
    public void close() {}

    private VaultAnswer logIn() {
      tries.incrementAndGet();
      if (!takesLogins) {
        return VaultAnswer.of(400, "{\"errors\":[\"invalid certificate\"]}");
      }
      String token = "token-" + logins.incrementAndGet();
      ends.put(token, clock.instant().plusSeconds(90));
      return VaultAnswer.of(200, "{\"auth\":{\"client_token\":\"" + token + "\"}}");
    }

    private VaultAnswer renew(VaultToken token) {
      Duration wanted = Duration.ofSeconds(90);
      Duration most = maximum.minus(Duration.ofSeconds(61));
      Duration granted = wanted.compareTo(most) < 0 ? wanted : most;
      ends.put(token.text(), clock.instant().plus(granted));
      return VaultAnswer.of(200, "{\"auth\":{\"lease_duration\":" + granted.toSeconds() + "}}");
    }
  }
}
