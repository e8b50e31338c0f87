package io.watchword.identity.tls;

import io.watchword.identity.bundle.TrustBundles;
import io.watchword.identity.bundle.X509Bundle;
import io.watchword.identity.id.TrustDomain;
import io.watchword.identity.svid.RevocationLists;
import io.watchword.identity.svid.X509Svid;
import io.watchword.identity.workload.NoIdentityException;
import io.watchword.identity.workload.X509Context;
import io.watchword.identity.workload.X509Source;
import io.watchword.tests.kit.TestCa;
import io.watchword.tests.kit.TestCrl;
import io.watchword.tests.kit.TestSvid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A source that a test feeds.
final class HandFedSource implements X509Source {

  private final List<Consumer<X509Context>> listeners = new ArrayList<>();
  private volatile @Nullable X509Context context;
  volatile boolean closed;

  static X509Svid own(TestSvid svid, String hint) {
    return X509Svid.parse(svid.derChain(), svid.pkcs8(), hint);
  }

  /// Trust in these roots, those of one trust domain in one bundle.
  static TrustBundles trust(TestCa... roots) {
    Map<String, List<TestCa>> byDomain =
        Arrays.stream(roots).collect(Collectors.groupingBy(TestCa::trustDomain));
    return TrustBundles.of(
        byDomain.entrySet().stream()
            .map(
                entry ->
                    X509Bundle.of(
                        new TrustDomain(entry.getKey()),
                        entry.getValue().stream().map(TestCa::certificate).toList()))
            .toList());
  }

  HandFedSource feed(TestSvid svid, TestCa... roots) {
    return feed(new X509Context(List.of(own(svid, "")), trust(roots)));
  }

  HandFedSource feed(X509Context next) {
    context = next;
    listeners.forEach(listener -> listener.accept(next));
    return this;
  }

  void revoke(TestCrl list) {
    X509Context now = current();
    feed(new X509Context(now.svids(), now.bundles(), RevocationLists.parse(List.of(list.sign()))));
  }

  @Override
  public X509Context current() {
    X509Context now = context;
    if (now == null) {
      throw new NoIdentityException("there is no identity yet: nothing was fed");
    }
    return now;
  }

  @Override
  public void onChange(Consumer<X509Context> listener) {
    listeners.add(listener);
  }

  @Override
  public void close() {
    closed = true;
  }
}
