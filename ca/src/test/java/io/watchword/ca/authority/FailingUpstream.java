package io.watchword.ca.authority;

import io.watchword.ca.keys.KeyCustody;
import io.watchword.ca.keys.UpstreamAuthority;
import io.watchword.ca.keys.UpstreamHealth;
import io.watchword.ca.keys.UpstreamRoot;
import io.watchword.ca.keys.UpstreamUnavailableException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;

/// An authority that can be sealed. Thread-safe.
final class FailingUpstream implements UpstreamAuthority {
  private final UpstreamAuthority real;
  private volatile boolean sealed;

  FailingUpstream(UpstreamAuthority real) {
    this.real = real;
  }

  void sealed(boolean now) {
    sealed = now;
  }

  @Override
  public String backend() {
    return "vault-pki";
  }

  @Override
  public List<UpstreamRoot> roots() {
    refuseWhenSealed();
    return real.roots();
  }

  @Override
  public UpstreamRoot createRoot(String name, Duration ttl) {
    refuseWhenSealed();
    return real.createRoot(name, ttl);
  }

  @Override
  public List<X509Certificate> signIntermediate(UpstreamRoot root, byte[] csr, Duration ttl) {
    refuseWhenSealed();
    return real.signIntermediate(root, csr, ttl);
  }

  @Override
  public void retireRoot(UpstreamRoot root) {
    refuseWhenSealed();
    real.retireRoot(root);
  }

  @Override
  public List<KeyCustody> custody() {
    refuseWhenSealed();
    return real.custody();
  }

  @Override
  public UpstreamHealth health() {
    return sealed
        ? new UpstreamHealth.Unusable("ca/upstream-sealed", "vault is sealed")
        : new UpstreamHealth.Usable();
  }

  private void refuseWhenSealed() {
    if (sealed) {
      throw new UpstreamUnavailableException("ca/upstream-sealed", "vault is sealed");
    }
  }
}
