package io.watchword.identity.svid;

import io.watchword.identity.x509.StrictX509Certificate;
import io.watchword.identity.x509.StrictX509Crl;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The revocation lists that one has at one moment, of whatever issuers. Which of them is whose,
/// only signatures say. Immutable but for remembered signatures; any thread.
public final class RevocationLists {
  // [1] RFC 5280 §6.3. Of whole lists only the newest of an issuer counts: an older one may name
  // what
  // was only on hold.

  private static final RevocationLists NONE = new RevocationLists(List.of());
  private static final int MAX_REMEMBERED = 1024;

  private final List<StrictX509Crl> lists;
  private final Map<Signed, Boolean> signatures = new ConcurrentHashMap<>();

  /// The question who signed a list, asked once.
  private record Signed(StrictX509Crl list, StrictX509Certificate issuer) {}

  private RevocationLists(List<StrictX509Crl> lists) {
    this.lists = lists;
  }

  /// There are none: nothing is revoked.
  public static RevocationLists none() {
    return NONE;
  }

  /// These lists; of two whole ones of one issuer the newer counts.
  public static RevocationLists of(Collection<StrictX509Crl> lists) {
    List<StrictX509Crl> newestFirst = new ArrayList<>(lists.stream().distinct().toList());
    newestFirst.sort(Comparator.comparing(StrictX509Crl::thisUpdate).reversed());
    return new RevocationLists(List.copyOf(newestFirst));
  }

  /// These lists, in DER each, as the Workload API sends them.
  ///
  /// @throws io.watchword.identity.x509.MalformedCertificateException where one is none
  public static RevocationLists parse(Collection<byte[]> ders) {
    return of(ders.stream().map(StrictX509Crl::parse).toList());
  }

  /// The lists, the newest first.
  public List<StrictX509Crl> lists() {
    return lists;
  }

  /// Whether there are none.
  public boolean isEmpty() {
    return lists.isEmpty();
  }

  /// Why a list that names one of `issuers` as its own is not taken for it, or tells only half: the
  /// signature does not hold, it is stale, it is partial. For logs; one sentence a list.
  public List<String> problems(Collection<StrictX509Certificate> issuers, Instant now) {
    List<String> problems = new ArrayList<>();
    for (StrictX509Crl list : lists) {
      List<StrictX509Certificate> named = issuers.stream().filter(list::isInTheNameOf).toList();
      if (!named.isEmpty() && named.stream().noneMatch(issuer -> isSigned(list, issuer))) {
        problems.add(list + ": its issuer did not sign it, or must not (no cRLSign)");
      } else {
        list.problem(now).ifPresent(problem -> problems.add(list + ": " + problem));
      }
    }
    return List.copyOf(problems);
  }

  /// Refuses `certificate` where `issuer` has revoked it, or where the policy asks for more than is
  /// known.
  void check(
      StrictX509Certificate certificate,
      StrictX509Certificate issuer,
      RevocationPolicy policy,
      Instant now) {
    Optional<String> problem = Optional.empty();
    for (StrictX509Crl list : lists) {
      if (!list.isInTheNameOf(issuer) || !isSigned(list, issuer)) {
        continue;
      }
      if (list.isRevoked(certificate.getSerialNumber())) {
        throw refusal(
            "certificate with serial number "
                + certificate.getSerialNumber().toString(16)
                + " is revoked by `"
                + list.issuer()
                + "`");
      }
      problem = list.problem(now).map(why -> list + ": " + why);
      if (list.reservation().isEmpty()) {
        refuseIf(policy.freshRequired() && problem.isPresent(), problem.orElse(""));
        return;
      }
      // What it names is revoked; what it does not name may stand in an older, whole one.
    }
    refuseIf(
        policy.listRequired() || policy.freshRequired() && problem.isPresent(),
        problem.orElse(
            "there is no revocation list of `" + issuer.getSubjectX500Principal() + "`"));
  }

  private static void refuseIf(boolean refused, String why) {
    if (refused) {
      throw refusal("nobody can tell whether the certificate is revoked: " + why);
    }
  }

  private boolean isSigned(StrictX509Crl list, StrictX509Certificate issuer) {
    if (signatures.size() > MAX_REMEMBERED) {
      signatures.clear();
    }
    return signatures.computeIfAbsent(
        new Signed(list, issuer), asked -> asked.list().isSignedBy(asked.issuer()));
  }

  private static InvalidSvidException refusal(String message) {
    return new InvalidSvidException(SvidRejection.REVOKED, message);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RevocationLists lists && this.lists.equals(lists.lists);
  }

  @Override
  public int hashCode() {
    return lists.hashCode();
  }

  @Override
  public String toString() {
    return lists.toString();
  }
}
