package io.watchword.authz.service;

import io.watchword.identity.svid.X509Svid;
import io.watchword.identity.workload.NoIdentityException;
import io.watchword.identity.workload.X509Context;
import io.watchword.identity.workload.X509Source;
import io.watchword.platform.bootstrap.admin.Health;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// Tells health whether there is an SVID to serve with: at each change, and every few seconds,
/// since an SVID ends without anybody saying so. Has a thread of its own.
final class IdentityHealth implements AutoCloseable {

  private static final String COMPONENT = "identity";
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  private final X509Source source;
  private final Function<X509Context, X509Svid> choice;
  private final Health health;
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("identity-health").daemon().factory());

  private IdentityHealth(X509Source source, Function<X509Context, X509Svid> choice, Health health) {
    this.source = source;
    this.choice = choice;
    this.health = health;
  }

  static IdentityHealth start(
      X509Source source, Function<X509Context, X509Svid> choice, Health health) {
    var identity = new IdentityHealth(source, choice, health);
    identity.look();
    source.onChange(context -> identity.look());
    identity.executor.scheduleWithFixedDelay(
        identity::look, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    return identity;
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }

  private void look() {
    try {
      X509Svid svid = choice.apply(source.current());
      health.set(COMPONENT, true, svid.id() + " until " + svid.notAfter());
    } catch (NoIdentityException e) {
      health.set(COMPONENT, false, String.valueOf(e.getMessage()));
    }
  }
}
