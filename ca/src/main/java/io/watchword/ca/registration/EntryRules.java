package io.watchword.ca.registration;

import io.watchword.identity.id.InvalidSpiffeIdException;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.id.TrustDomain;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What an entry of this CA must look like. Thread-safe: no state.
public final class EntryRules {
  private static final int MAX_ID_BYTES = 2048;
  private static final int MAX_HINT_BYTES = 1024;
  private static final int MAX_SELECTORS = 64;
  private static final Duration MIN_TTL = Duration.ofSeconds(1);
  private static final Pattern SELECTOR = Pattern.compile("[a-z0-9_]+(-[a-z0-9_]+)*:\\S.*");
  private static final Pattern DNS_NAME =
      Pattern.compile(
          "(\\*\\.)?[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*");

  private final TrustDomain trustDomain;
  private final Duration maxTtl;

  /// @param maxTtl longest life an entry may ask for
  public EntryRules(TrustDomain trustDomain, Duration maxTtl) {
    this.trustDomain = trustDomain;
    this.maxTtl = maxTtl;
  }

  /// Returns where `entry` may stand.
  ///
  /// @throws RegistrationException `ca/entry-invalid` naming the field
  public void check(Entry entry) {
    checkId(entry.id().sample());
    checkTraits(entry);
    checkAlias(entry);
    checkParent(entry.parent());
    checkSelectors(entry.selectors());
    entry.x509Ttl().ifPresent(ttl -> checkTtl("x509", ttl));
    entry.jwtTtl().ifPresent(ttl -> checkTtl("jwt", ttl));
    require(
        entry.hint().getBytes(StandardCharsets.UTF_8).length <= MAX_HINT_BYTES,
        "hint is longer than " + MAX_HINT_BYTES + " bytes");
    checkDnsNames(entry.dnsNames());
    entry.federatesWith().forEach(this::checkForeign);
    require(
        new HashSet<>(entry.federatesWith()).size() == entry.federatesWith().size(),
        "the same foreign trust domain stands twice");
  }

  /// Returns where `id`, which a template gave, may be issued.
  ///
  /// @throws RegistrationException `ca/entry-invalid` saying why not
  void checkFilled(SpiffeId id) {
    checkId(id);
  }

  /// Returns where an operator may have `id` minted.
  ///
  /// @throws RegistrationException `ca/entry-invalid` saying why not
  void checkMinted(SpiffeId id, Optional<Duration> ttl, List<String> dnsNames) {
    checkId(id);
    ttl.ifPresent(wanted -> checkTtl("minted", wanted));
    checkDnsNames(dnsNames);
  }

  private static void checkDnsNames(List<String> names) {
    for (String name : names) {
      require(
          name.length() <= 253 && DNS_NAME.matcher(name).matches(),
          "dns name `" + name + "` (expected: lower-case labels such as `orders.shop.example`)");
    }
  }

  private static void checkTraits(Entry entry) {
    require(
        entry.id().isConstant()
            || !entry.has(EntryTrait.ADMIN) && !entry.has(EntryTrait.DOWNSTREAM),
        "an entry with the traits `admin` or `downstream` has a template for its SPIFFE ID"
            + " (expected: one ID)");
    require(
        entry.id().isConstant() || !entry.has(EntryTrait.STORE_SVID),
        "an entry with the trait `store-svid` has a template for its SPIFFE ID (expected: one ID)");
  }

  // Its ID is what other entries name as their parent.
  private void checkAlias(Entry entry) {
    require(
        !entry.parent().path().equals("/watchword/ca")
            || entry.id().isConstant() && entry.traits().isEmpty(),
        "an alias of nodes, whose parent is the CA, has a template or traits (expected: one ID and"
            + " no traits)");
  }

  private void checkId(SpiffeId id) {
    require(
        id.toString().getBytes(StandardCharsets.UTF_8).length <= MAX_ID_BYTES,
        "SPIFFE ID is longer than " + MAX_ID_BYTES + " bytes (ID-19)");
    require(
        id.isMemberOf(trustDomain),
        "SPIFFE ID `" + id + "` (expected: one in trust domain `" + trustDomain + "`)");
    require(
        !id.isTrustDomainId(),
        "SPIFFE ID `" + id + "` has no path: it is the trust domain's own (X5-04)");
    require(
        !id.path().equals("/watchword/ca") && !id.path().startsWith("/watchword/agent/"),
        "SPIFFE ID `" + id + "` is kept for the CA and its agents");
  }

  private void checkParent(SpiffeId parent) {
    require(
        parent.isMemberOf(trustDomain) && !parent.isTrustDomainId(),
        "parent ID `" + parent + "` (expected: an agent in trust domain `" + trustDomain + "`)");
  }

  private void checkSelectors(List<String> selectors) {
    require(!selectors.isEmpty(), "no selector (expected: at least one `type:value`)");
    require(selectors.size() <= MAX_SELECTORS, "more than " + MAX_SELECTORS + " selectors");
    for (String selector : selectors) {
      require(
          SELECTOR.matcher(selector).matches(),
          "selector `" + selector + "` (expected: `type:value`, such as `unix:uid:1000`)");
    }
    require(new HashSet<>(selectors).size() == selectors.size(), "the same selector stands twice");
  }

  private void checkForeign(String name) {
    TrustDomain foreign;
    try {
      foreign = new TrustDomain(name);
    } catch (InvalidSpiffeIdException e) {
      throw new RegistrationException(
          "ca/entry-invalid", "federates with `" + name + "`: " + e.getMessage());
    }
    require(
        !foreign.equals(trustDomain),
        "federates with `" + name + "`, which is its own trust domain");
  }

  private void checkTtl(String kind, Duration ttl) {
    require(
        ttl.compareTo(MIN_TTL) >= 0 && ttl.compareTo(maxTtl) <= 0,
        kind + " svid ttl " + ttl.toSeconds() + "s (expected: 1s to " + maxTtl.toSeconds() + "s)");
  }

  private static void require(boolean holds, String fault) {
    if (!holds) {
      throw new RegistrationException("ca/entry-invalid", fault);
    }
  }
}
