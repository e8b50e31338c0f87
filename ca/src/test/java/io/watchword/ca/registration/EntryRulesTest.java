package io.watchword.ca.registration;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.id.TrustDomain;
import io.watchword.tests.kit.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which entries may stand.
@Execution(ExecutionMode.CONCURRENT)
class EntryRulesTest {
  private static final String AGENT = "spiffe://example.org/watchword/agent/a";

  private final EntryRules rules =
      new EntryRules(new TrustDomain("example.org"), Duration.ofDays(90));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "spiffe://other.org/x   | SPIFFE ID `spiffe://other.org/x` (expected: one in trust domain"
            + " `example.org`)",
        "spiffe://example.org   | SPIFFE ID `spiffe://example.org` has no path: it is the trust"
            + " domain's own (X5-04)",
        "spiffe://example.org/watchword/ca      | SPIFFE ID `spiffe://example.org/watchword/ca` is"
            + " kept for the CA and its agents",
        "spiffe://example.org/watchword/agent/b | SPIFFE ID"
            + " `spiffe://example.org/watchword/agent/b` is kept for the CA and its agents",
      })
  void check_badId_isRefused(String id, String message) {
    assertThatThrownBy(() -> rules.check(entry(id, AGENT, "unix:uid:1")))
        .isInstanceOf(RegistrationException.class)
        .hasMessage(message);
  }

  @Test
  void check_authzOfTheMesh_isTaken() {
    assertThatCode(
            () -> rules.check(entry("spiffe://example.org/watchword/authz", AGENT, "unix:uid:1")))
        .doesNotThrowAnyException();
  }

  @Test
  @Rule("ID-19")
  void id19_check_idOver2048Bytes_isRefused() {
    String longest = "spiffe://example.org/" + "a".repeat(2048 - "spiffe://example.org/".length());
    assertThatCode(() -> rules.check(entry(longest, AGENT, "unix:uid:1")))
        .doesNotThrowAnyException();

    assertThatThrownBy(() -> rules.check(entry(longest + "a", AGENT, "unix:uid:1")))
        .hasMessageContaining("2049 bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"unix:uid:1000", "unix:path:/usr/bin/web app", "k8s_psat:ns:x", "a:b"})
  void check_goodSelector_isTaken(String selector) {
    assertThatCode(() -> rules.check(entry("spiffe://example.org/x", AGENT, selector)))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"unix", "unix:", ":uid", "Unix:uid:1", "unix: uid", "", "un ix:uid"})
  void check_badSelector_isRefused(String selector) {
    assertThatThrownBy(() -> rules.check(entry("spiffe://example.org/x", AGENT, selector)))
        .hasMessage(
            "selector `" + selector + "` (expected: `type:value`, such as `unix:uid:1000`)");
  }

  @Test
  void check_noSelector_isRefused() {
    assertThatThrownBy(() -> rules.check(entry("spiffe://example.org/x", AGENT)))
        .hasMessage("no selector (expected: at least one `type:value`)");
  }

  @Test
  void check_sameSelectorTwice_isRefused() {
    assertThatThrownBy(
            () -> rules.check(entry("spiffe://example.org/x", AGENT, "unix:uid:1", "unix:uid:1")))
        .hasMessage("the same selector stands twice");
  }

  @ParameterizedTest
  @CsvSource({"PT1S,true", "PT2160H,true", "PT0.9S,false", "PT0S,false", "PT2160H1S,false"})
  void check_ttl_isBetweenASecondAndNinetyDays(Duration ttl, boolean good) {
    Entry entry = with(Optional.of(ttl), "", List.of(), List.of());

    if (good) {
      assertThatCode(() -> rules.check(entry)).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(() -> rules.check(entry))
          .hasMessageContaining("(expected: 1s to 7776000s)");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "orders.shop.example,true",
    "*.shop.example,true",
    "orders,true",
    "Orders,false",
    "or ders,false",
    "-a,false",
    "a..b,false",
    "a.*,false"
  })
  void check_dnsName_isLowerCaseLabels(String name, boolean good) {
    Entry entry = with(Optional.empty(), "", List.of(name), List.of());

    if (good) {
      assertThatCode(() -> rules.check(entry)).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(() -> rules.check(entry)).hasMessageContaining("dns name `" + name + "`");
    }
  }

  @Test
  void check_hintTooLong_isRefused() {
    assertThatThrownBy(
            () -> rules.check(with(Optional.empty(), "é".repeat(513), List.of(), List.of())))
        .hasMessage("hint is longer than 1024 bytes");
  }

  @Test
  void check_federation_namesForeignDomainsOnce() {
    rules.check(with(Optional.empty(), "", List.of(), List.of("other.org")));

    assertThatThrownBy(
            () -> rules.check(with(Optional.empty(), "", List.of(), List.of("example.org"))))
        .hasMessage("federates with `example.org`, which is its own trust domain");
    assertThatThrownBy(
            () -> rules.check(with(Optional.empty(), "", List.of(), List.of("a.org", "a.org"))))
        .hasMessage("the same foreign trust domain stands twice");
    assertThatThrownBy(
            () -> rules.check(with(Optional.empty(), "", List.of(), List.of("Other Org"))))
        .hasMessageStartingWith("federates with `Other Org`: ");
  }

  private static Entry entry(String id, String parent, String... selectors) {
    return Entry.wanted(IdTemplate.parse(id), SpiffeId.parse(parent), List.of(selectors));
  }

  private static Entry with(
      Optional<Duration> ttl, String hint, List<String> dnsNames, List<String> federatesWith) {
    return new Entry(
        "",
        IdTemplate.parse("spiffe://example.org/x"),
        SpiffeId.parse(AGENT),
        List.of("unix:uid:1"),
        ttl,
        Optional.empty(),
        hint,
        dnsNames,
        federatesWith,
        Set.of(),
        "",
        0,
        Instant.EPOCH,
        Optional.empty());
  }
}
