package io.watchword.ca.authority;

import io.watchword.ca.keys.UpstreamAuthority;
import io.watchword.ca.keys.UpstreamRoot;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/// What a rotation does, done to the real thing: the trust bundle, our intermediate, the authority
/// above and the JWT keys. Thread-safe by what it works with.
public final class AuthorityEffects implements RotationEffects {
  private final Parts parts;

  /// What it works with.
  ///
  /// @param rootTtl life of a new root
  public record Parts(
      TrustAnchors anchors,
      Intermediates intermediates,
      UpstreamAuthority upstream,
      JwtKeyring jwtKeys,
      OwnIdentity own,
      Duration rootTtl) {}

  /// Made of `parts`.
  public AuthorityEffects(Parts parts) {
    this.parts = parts;
  }

  @Override
  public Rotation.Keys present(Rotation.Order order) {
    TrustState state = parts.anchors().current();
    boolean hasJwt = order.subjects().contains(RotationSubject.JWT_KEYS);
    boolean isOfIntermediate = order.subjects().contains(RotationSubject.INTERMEDIATE);
    if (hasJwt && state.activeJwt().isEmpty()) {
      throw new AuthorityException("ca/no-jwt-keys", "this CA signs no JWT-SVIDs");
    }
    return new Rotation.Keys(
        activeRoot().sha256(),
        "",
        hasJwt ? state.activeJwt() : "",
        "",
        isOfIntermediate ? parts.intermediates().get().name() : "");
  }

  @Override
  public Rotation create(Rotation rotation) {
    String root =
        rotation.replaces(RotationSubject.ROOT)
            ? newRoot(rotation).sha256()
            : rotation.keys().oldRoot();
    String jwt =
        rotation.replaces(RotationSubject.JWT_KEYS)
            ? parts.jwtKeys().create(rotation.newJwtName()).keyId()
            : "";
    return rotation.withNew(root, jwt);
  }

  @Override
  public void publish(Rotation rotation) {
    if (rotation.replaces(RotationSubject.ROOT)) {
      // By name again: after a crash the certificate is the authority's to give, not ours to
      // remember.
      parts.anchors().trust(newRoot(rotation));
    }
    if (rotation.replaces(RotationSubject.JWT_KEYS)) {
      parts.anchors().trustJwt(parts.jwtKeys().create(rotation.newJwtName()));
    }
  }

  @Override
  public void switchOver(Rotation rotation) {
    if (rotation.replaces(RotationSubject.ROOT)
        || rotation.replaces(RotationSubject.INTERMEDIATE)) {
      UpstreamRoot root = trusted(rotation.keys().newRoot());
      parts.intermediates().switchTo(root, rotation.newIntermediateName());
      // Before anyone is told: an agent that renews and comes back must meet the CA under the new
      // root, or it would hold open a connection under the old one for ever.
      parts.own().renew();
      parts.anchors().activate(root.sha256());
    }
    if (rotation.replaces(RotationSubject.JWT_KEYS)) {
      parts.anchors().activateJwt(rotation.keys().newJwt());
    }
  }

  @Override
  public void reissue(Rotation rotation) {
    // The agents know since the switch: `Sync` carries the issuing root.
    parts.own().renew();
  }

  @Override
  public void distrustOld(Rotation rotation) {
    if (rotation.replaces(RotationSubject.ROOT)) {
      parts.anchors().distrust(rotation.keys().oldRoot());
    }
    if (rotation.replaces(RotationSubject.JWT_KEYS)) {
      parts.anchors().distrustJwt(rotation.keys().oldJwt());
    }
  }

  @Override
  public void replace(Rotation rotation) {
    UpstreamRoot root = newRoot(rotation);
    Optional<JwtKey> jwt =
        rotation.replaces(RotationSubject.JWT_KEYS)
            ? Optional.of(parts.jwtKeys().create(rotation.newJwtName()))
            : Optional.empty();
    // What signs changes with the bundle. A leaf signed in between would be refused by everyone,
    // and ordered again; the intermediate is there before, so that this is as short as can be.
    parts.intermediates().prepare(root, rotation.newIntermediateName());
    parts
        .anchors()
        .replace(
            new TrustAnchors.Replacement(
                rotation.keys().oldRoot(), root, rotation.keys().oldJwt(), jwt));
    parts.intermediates().switchTo(root, rotation.newIntermediateName());
    parts.own().renew();
  }

  @Override
  public void destroyOld(Rotation rotation) {
    Rotation.Keys keys = rotation.keys();
    if (rotation.replaces(RotationSubject.ROOT)) {
      destroyRoot(keys.oldRoot());
    }
    if (rotation.replaces(RotationSubject.INTERMEDIATE)) {
      parts.intermediates().forget(keys.oldIntermediate());
    }
    if (rotation.replaces(RotationSubject.JWT_KEYS)) {
      parts.jwtKeys().destroy(keys.oldJwt());
    }
  }

  @Override
  public void switchBack(Rotation rotation) {
    Rotation.Keys keys = rotation.keys();
    if (rotation.replaces(RotationSubject.ROOT)) {
      UpstreamRoot old = trusted(keys.oldRoot());
      parts.intermediates().startUnder(old);
      parts.own().renew();
      parts.anchors().activate(old.sha256());
    } else if (rotation.replaces(RotationSubject.INTERMEDIATE)) {
      parts.intermediates().takeUp(keys.oldIntermediate());
      parts.own().renew();
    }
    if (rotation.replaces(RotationSubject.JWT_KEYS)) {
      parts.anchors().activateJwt(keys.oldJwt());
    }
  }

  @Override
  public void distrustNew(Rotation rotation) {
    Rotation.Keys keys = rotation.keys();
    if (rotation.replaces(RotationSubject.ROOT) && !keys.newRoot().isEmpty()) {
      parts.anchors().distrust(keys.newRoot());
    }
    if (rotation.replaces(RotationSubject.JWT_KEYS) && !keys.newJwt().isEmpty()) {
      parts.anchors().distrustJwt(keys.newJwt());
    }
  }

  @Override
  public void destroyNew(Rotation rotation) {
    if (rotation.replaces(RotationSubject.ROOT)) {
      // By name: in state PLANNED it may be there without our having been told.
      parts.upstream().roots().stream()
          .filter(root -> root.name().equals(rotation.newRootName()))
          .findFirst()
          .ifPresent(root -> destroyRoot(root, root.sha256()));
      if (!rotation.keys().newRoot().isEmpty()) {
        destroyRoot(rotation.keys().newRoot());
      }
    }
    if (rotation.replaces(RotationSubject.INTERMEDIATE)) {
      parts.intermediates().forgetCalled(rotation.newIntermediateName());
    }
    if (rotation.replaces(RotationSubject.JWT_KEYS)) {
      parts
          .jwtKeys()
          .destroy(
              rotation.keys().newJwt().isEmpty()
                  ? rotation.newJwtName()
                  : rotation.keys().newJwt());
    }
  }

  @Override
  public boolean isAnyOldTrusted(Rotation rotation) {
    return oldTrusted(rotation).anyMatch(trusted -> trusted);
  }

  @Override
  public boolean isAllOldTrusted(Rotation rotation) {
    return oldTrusted(rotation).allMatch(trusted -> trusted);
  }

  private Stream<Boolean> oldTrusted(Rotation rotation) {
    TrustState state = parts.anchors().current();
    Stream<Boolean> root =
        rotation.replaces(RotationSubject.ROOT)
            ? Stream.of(state.trusted(rotation.keys().oldRoot()).isPresent())
            : Stream.empty();
    Stream<Boolean> jwt =
        rotation.replaces(RotationSubject.JWT_KEYS)
            ? Stream.of(state.jwtKey(rotation.keys().oldJwt()).isPresent())
            : Stream.empty();
    return Stream.concat(root, jwt);
  }

  @Override
  public long sequence() {
    return parts.anchors().current().sequence();
  }

  private UpstreamRoot newRoot(Rotation rotation) {
    return parts.upstream().createRoot(rotation.newRootName(), parts.rootTtl());
  }

  private void destroyRoot(String sha256) {
    parts.anchors().current().known(sha256).ifPresent(root -> parts.upstream().retireRoot(root));
    parts.intermediates().forgetUnder(sha256);
  }

  private void destroyRoot(UpstreamRoot root, String sha256) {
    parts.upstream().retireRoot(root);
    parts.intermediates().forgetUnder(sha256);
  }

  private UpstreamRoot activeRoot() {
    return parts
        .anchors()
        .current()
        .activeRoot()
        .orElseThrow(
            () -> new AuthorityException("ca/no-intermediate", "there is no root that signs"));
  }

  private UpstreamRoot trusted(String sha256) {
    return parts
        .anchors()
        .current()
        .trusted(sha256)
        .orElseThrow(
            () ->
                new AuthorityException("ca/root-unknown", "root `" + sha256 + "` is not trusted"));
  }
}
