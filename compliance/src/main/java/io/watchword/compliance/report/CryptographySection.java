package io.watchword.compliance.report;

import io.watchword.api.record.CaRecord.Issuance;
import io.watchword.api.record.CaRecord.KeyCustody;
import io.watchword.api.record.CaRecord.TrustPublished;
import io.watchword.compliance.evidence.Sighting;
import io.watchword.compliance.html.Html;
import io.watchword.compliance.measure.Measure;
import io.watchword.compliance.measure.MeasureTable;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The cryptography in use: as negotiated on the wire, the trust roots, the CA's keys, and the
/// certificates issued.
final class CryptographySection {

  private CryptographySection() {}

  static Html of(ReportContents contents) {
    List<Html> negotiated =
        contents.measures().find("E02").map(Measure::tables).orElse(List.of()).stream()
            .map(
                table ->
                    Sections.table(
                        MeasureTable.of(table.title(), table.columns(), table.rows()), 100))
            .toList();
    return Sections.section(
        "cryptography",
        "Inventory of cryptography",
        Sections.soft(
            "Protocols, suites and groups are those that handshakes ended with in the period (E02)."
                + " Keys are named by the SHA-256 of their public half."),
        Html.all(negotiated),
        roots(contents),
        custody(contents),
        certificates(contents));
  }

  private static Html roots(ReportContents contents) {
    return Sections.table(
        "Trust bundles published up to the end of the period",
        List.of("Time", "Bundle", "Digest", "Roots"),
        contents.evidence().until(TrustPublished.class).stream()
            .map(
                published ->
                    List.of(
                        Html.text(published.time().toString()),
                        Html.text(Long.toString(published.record().bundleSequence())),
                        Sections.code(published.record().bundleSha256()),
                        Html.all(
                            published.record().roots().stream()
                                .map(root -> Html.tag("p", Sections.code(root)))
                                .toList())))
            .toList());
  }

  /// The last answer for each purpose.
  private static Html custody(ReportContents contents) {
    Map<String, Sighting<KeyCustody>> last = new TreeMap<>();
    contents
        .evidence()
        .until(KeyCustody.class)
        .forEach(sighting -> last.put(sighting.record().purpose(), sighting));
    return Sections.table(
        "Keys of the CA, as their back end answered",
        List.of("Purpose", "Back end", "Type", "Key", "Attributes", "Record"),
        last.values().stream()
            .map(
                custody ->
                    List.of(
                        Html.text(custody.record().purpose()),
                        Html.text(custody.record().backend()),
                        Html.text(custody.record().keyType()),
                        Sections.code(custody.record().spkiSha256()),
                        Html.text(
                            new TreeMap<>(custody.record().attributes())
                                .entrySet().stream()
                                    .map(entry -> entry.getKey() + "=" + entry.getValue())
                                    .collect(Collectors.joining(", "))),
                        Sections.code(custody.place())))
            .toList());
  }

  private static Html certificates(ReportContents contents) {
    Map<String, Issued> issued = new TreeMap<>();
    for (Sighting<Issuance> sighting : contents.evidence().during(Issuance.class)) {
      Issuance issuance = sighting.record();
      issued
          .computeIfAbsent(issuance.kind() + "\n" + issuance.spiffeId(), _ -> new Issued())
          .add(issuance);
    }
    return Sections.table(
        "Certificates issued in the period",
        List.of("Kind", "SPIFFE ID", "Certificates", "Different keys", "Longest life"),
        issued.values().stream().map(Issued::row).toList());
  }

  /// Certificates of one identity.
  private static final class Issued {
    private final Set<String> keys = new HashSet<>();
    private String kind = "";
    private String spiffeId = "";
    private long count;
    private long longestSeconds;

    void add(Issuance issuance) {
      kind = issuance.kind();
      spiffeId = issuance.spiffeId();
      count++;
      keys.add(issuance.spkiSha256());
      longestSeconds =
          Math.max(
              longestSeconds,
              Duration.between(issuance.notBefore(), issuance.notAfter()).toSeconds());
    }

    List<Html> row() {
      return List.of(
          Html.text(kind),
          Html.text(spiffeId),
          Html.text(Long.toString(count)),
          Html.text(Integer.toString(keys.size())),
          Html.text(longestSeconds + " s"));
    }
  }
}
