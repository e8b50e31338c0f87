package io.watchword.bundles.download;

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

/// A source that a test feeds. Thread-safe.
final class HandFedX509Source implements X509Source {

  private final List<Consumer<X509Context>> listeners = new CopyOnWriteArrayList<>();
  private volatile Optional<X509Context> context = Optional.empty();

  static HandFedX509Source empty() {
    return new HandFedX509Source();
  }

  static HandFedX509Source of(X509Context context) {
    var source = new HandFedX509Source();
    source.context = Optional.of(context);
    return source;
  }

  /// An SVID of `ca`, trusting the roots of `trusted`.
  static X509Context context(TestCa ca, String spiffeId, TestCa... trusted) {
    TestSvid svid = ca.leaf(spiffeId);
    var domain = new TrustDomain(ca.trustDomain());
    return new X509Context(
        List.of(X509Svid.of(svid.chain(), svid.key(), "")),
        TrustBundles.of(
            X509Bundle.of(domain, Stream.of(trusted).map(TestCa::certificate).toList())));
  }

  void feed(X509Context next) {
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
