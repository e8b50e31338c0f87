package io.watchword.proxy.tls;

import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.watchword.identity.svid.X509SvidValidator;
import io.watchword.proxy.identity.IdentitySnapshot;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The TLS identity of one workload, swapped while connections go on. Thread-safe: one volatile
/// snapshot.
public final class WorkloadTls implements AutoCloseable {

  private final EventLoopGroup loops;
  private final X509SvidValidator validator;
  private final InstantSource clock;
  private volatile @Nullable TlsIdentity current;

  /// Without an identity until the first [#swap].
  public WorkloadTls(EventLoopGroup loops, X509SvidValidator validator, InstantSource clock) {
    TlsDefaults.apply();
    this.loops = loops;
    this.validator = validator;
    this.clock = clock;
  }

  /// The identity for new handshakes; empty while there is none that is valid now.
  public Optional<TlsIdentity> current() {
    TlsIdentity identity = current;
    return identity != null && identity.snapshot().isValid(clock.instant())
        ? Optional.of(identity)
        : Optional.empty();
  }

  /// New handshakes use this one from now on.
  ///
  /// @throws TlsContextException if the TLS library does not take it; the old one stays
  public synchronized void swap(IdentitySnapshot snapshot) {
    TlsIdentity made = TlsIdentity.of(snapshot, validator, clock);
    TlsIdentity old = current;
    current = made;
    if (old != null) {
      releaseAfterAllLoops(old);
    }
  }

  // An event loop that took the old identity before the swap uses it within the same task. Once
  // each loop has run one more
  // task, nobody does.
  private void releaseAfterAllLoops(TlsIdentity old) {
    AtomicInteger waiting = new AtomicInteger(1);
    for (EventExecutor loop : loops) {
      waiting.incrementAndGet();
      loop.execute(() -> releaseIfLast(old, waiting));
    }
    releaseIfLast(old, waiting);
  }

  private static void releaseIfLast(TlsIdentity old, AtomicInteger waiting) {
    if (waiting.decrementAndGet() == 0) {
      old.release();
    }
  }

  /// After the event loops have ended.
  @Override
  public synchronized void close() {
    TlsIdentity last = current;
    current = null;
    if (last != null) {
      last.release();
    }
  }
}
