package io.watchword.cli.mesh;

import io.watchword.cli.running.CaAnswer;
import io.watchword.cli.running.wire.EntriesClient;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Makes the entries of a mesh be what its file says, also at its second start, where they are
/// there already.
final class Registrar {

  private final EntriesClient ca;
  private final String parentId;
  private final Map<String, CaAnswer.Entry> present;

  Registrar(EntriesClient ca, String parentId) {
    this.ca = ca;
    this.parentId = parentId;
    this.present =
        ca.entries("", parentId).stream()
            .filter(entry -> !entry.hint().isEmpty())
            .collect(Collectors.toMap(CaAnswer.Entry::hint, Function.identity(), (a, b) -> a));
  }

  /// The entry with `hint` shall give `spiffeId` to whoever has `selector`.
  void register(String spiffeId, String selector, String hint) {
    CaAnswer.Entry now = present.get(hint);
    if (now == null) {
      ca.createEntry(entry("", spiffeId, selector, hint, 0));
    } else if (!now.spiffeId().equals(spiffeId) || !now.selectors().equals(List.of(selector))) {
      ca.updateEntry(entry(now.entryId(), spiffeId, selector, hint, now.revision()));
    }
  }

  private CaAnswer.Entry entry(
      String entryId, String spiffeId, String selector, String hint, long revision) {
    return CaAnswer.Entry.wanted(spiffeId, parentId, List.of(selector), hint)
        .changing(entryId, revision);
  }
}
