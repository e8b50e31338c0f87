package io.watchword.tests.fakes;

import io.watchword.identity.bundle.TrustBundles;
import io.watchword.identity.bundle.X509Bundle;
import io.watchword.identity.id.TrustDomain;
import io.watchword.identity.svid.X509Svid;
import io.watchword.identity.workload.NoIdentityException;
import io.watchword.identity.workload.X509Context;
import io.watchword.identity.workload.X509Source;
import io.watchword.tests.kit.TestCa;
import io.watchword.tests.kit.TestSvid;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A source of identities that a test feeds by hand. Thread-safe; listeners run on the feeding
/// thread.
public final class FakeX509Source implements X509Source {

  private final List<Consumer<X509Context>> listeners = new CopyOnWriteArrayList<>();
  private volatile Optional<X509Context> context = Optional.empty();

  /// A source without an identity yet.
  public static FakeX509Source empty() {
    return new FakeX509Source();
  }

  /// A source that has `context`.
  public static FakeX509Source of(X509Context context) {
    var source = new FakeX509Source();
    source.context = Optional.of(context);
    return source;
  }

  /// A new SVID from `ca`, trusting the roots `trusted` for the same trust domain.
  public static X509Context context(TestCa ca, String spiffeId, TestCa... trusted) {
    TestSvid svid = ca.leaf(spiffeId);
    var domain = new TrustDomain(ca.trustDomain());
    return new X509Context(
        List.of(X509Svid.of(svid.chain(), svid.key(), "")),
        TrustBundles.of(
            X509Bundle.of(domain, Stream.of(trusted).map(TestCa::certificate).toList())));
  }

  /// The next state.
  public void feed(X509Context next) {
    context = Optional.of(next);
    listeners.forEach(listener -> listener.accept(next));
  }

  @Override
  public X509Context current() {
    return context.orElseThrow(() -> new NoIdentityException("nothing was fed yet"));
  }

  @Override
  public void onChange(Consumer<X509Context> listener) {
    listeners.add(listener);
    context.ifPresent(listener);
  }

  @Override
  public void close() {}
}
