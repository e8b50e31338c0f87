package io.watchword.ca.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.identity.id.SpiffeId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EntryPlanTest {
  private static final SpiffeId AGENT =
      SpiffeId.parse("spiffe://example.org/watchword/agent/host-1");

  @Test
  void plan_nothingThere_createsAll() {
    assertThat(told(List.of(), List.of(wanted("", "/web", "shop", "unix:uid:1"))))
        .containsExactly("CREATE /web []");
  }

  @Test
  void plan_sameContent_isUnchanged() {
    assertThat(
            told(
                List.of(present("e1", "/web", "shop", "unix:uid:1", "unix:gid:1")),
                List.of(wanted("", "/web", "shop", "unix:gid:1", "unix:uid:1"))))
        .containsExactly("UNCHANGED /web []");
  }

  @Test
  void plan_otherSelectorsOfTheOnlyOfItsName_updates() {
    assertThat(
            told(
                List.of(present("e1", "/web", "shop", "unix:uid:1")),
                List.of(wanted("", "/web", "shop", "unix:uid:2"))))
        .containsExactly("UPDATE /web [selectors]");
  }

  @Test
  void plan_severalOfOneName_replacesWhatDiffers() {
    assertThat(
            told(
                List.of(
                    present("e1", "/web", "shop", "unix:uid:1"),
                    present("e2", "/web", "shop", "unix:uid:2")),
                List.of(
                    wanted("", "/web", "shop", "unix:uid:1"),
                    wanted("", "/web", "shop", "unix:uid:3"))))
        .containsExactly("UNCHANGED /web []", "CREATE /web []", "DELETE /web []");
  }

  @Test
  void plan_goneFromTheFiles_deletesOnlyTheSourcesOwn() {
    assertThat(
            told(
                List.of(
                    present("e1", "/web", "shop", "unix:uid:1"),
                    present("e2", "/hand", "", "unix:uid:2"),
                    present("e3", "/bank", "bank", "unix:uid:3")),
                List.of()))
        .containsExactly("DELETE /web []");
  }

  @Test
  void plan_keep_deletesNothing() {
    assertThat(
            EntryPlan.of(
                List.of(present("e1", "/web", "shop", "unix:uid:1")), List.of(), "shop", true))
        .isEmpty();
  }

  @Test
  void plan_madeByHandBefore_becomesTheSources() {
    assertThat(
            told(
                List.of(present("e1", "/web", "", "unix:uid:1")),
                List.of(wanted("", "/web", "shop", "unix:uid:1"))))
        .containsExactly("UPDATE /web [source]");
  }

  @Test
  void plan_byEntryId_mayChangeEverything() {
    assertThat(
            told(
                List.of(present("e1", "/web", "shop", "unix:uid:1")),
                List.of(wanted("e1", "/other", "shop", "unix:uid:2"))))
        .containsExactly("UPDATE /other [spiffe-id, selectors]");
  }

  @Test
  void plan_ofAnotherSource_isRefused() {
    assertThatThrownBy(
            () ->
                told(
                    List.of(present("e1", "/web", "bank", "unix:uid:1")),
                    List.of(wanted("", "/web", "shop", "unix:uid:1"))))
        .hasMessage("entry `e1` belongs to source `bank` (expected: `shop`, or one made by hand)");
  }

  @Test
  void plan_sameTwice_isRefused() {
    assertThatThrownBy(
            () ->
                told(
                    List.of(),
                    List.of(
                        wanted("", "/web", "shop", "unix:uid:1"),
                        wanted("", "/web", "shop", "unix:uid:1"))))
        .hasMessageStartingWith("two of the entries are one: ");
    assertThatThrownBy(
            () ->
                told(
                    List.of(present("e1", "/web", "shop", "unix:uid:1")),
                    List.of(
                        wanted("e1", "/a", "shop", "unix:uid:1"),
                        wanted("e1", "/b", "shop", "unix:uid:1"))))
        .hasMessageStartingWith("two of the entries are one: ");
  }

  private static List<String> told(List<Entry> present, List<Entry> wanted) {
    return EntryPlan.of(present, wanted, "shop", false).stream()
        .map(
            change ->
                change.kind()
                    + " "
                    + change.subject().id().toString().substring("spiffe://example.org".length())
                    + " "
                    + change.fields())
        .toList();
  }

  private static Entry wanted(String entryId, String path, String source, String... selectors) {
    return new Entry(
        entryId,
        IdTemplate.parse("spiffe://example.org" + path),
        AGENT,
        List.of(selectors),
        Optional.empty(),
        Optional.empty(),
        "",
        List.of(),
        List.of(),
        Set.of(),
        source,
        0,
        Instant.EPOCH,
        Optional.empty());
  }

  private static Entry present(String entryId, String path, String source, String... selectors) {
    return wanted(entryId, path, source, selectors)
        .as(entryId, 1, Instant.parse("2026-11-25T00:00:00Z"));
  }
}
