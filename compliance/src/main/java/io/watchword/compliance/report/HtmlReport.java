package io.watchword.compliance.report;

import io.watchword.compliance.html.Html;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// `report.html`: one file that loads nothing and runs nothing. Its content security policy allows
/// just the one style sheet in it, by hash.
final class HtmlReport {

  private static final String STYLE = "/io/watchword/compliance/html/report.css";

  private HtmlReport() {}

  static String of(ReportContents contents) {
    String title = "Mesh evidence for " + contents.evidence().trustDomain();
    return Html.tag("html", head(title), body(contents, title)).with("lang", "en").document();
  }

  private static Html head(String title) {
    String css = css();
    String policy =
        "default-src 'none'; style-src 'sha256-"
            + Sha256.base64(css.getBytes(StandardCharsets.UTF_8))
            + "'; base-uri 'none'; form-action 'none'";
    return Html.tag(
        "head",
        Html.tag("meta").with("charset", "utf-8"),
        Html.tag("meta").with("http-equiv", "Content-Security-Policy").with("content", policy),
        Html.tag("meta").with("name", "viewport").with("content", "width=device-width"),
        Html.tag("meta").with("name", "referrer").with("content", "no-referrer"),
        Html.tag("title", title),
        Html.style(css));
  }

  private static Html body(ReportContents contents, String title) {
    return Html.tag(
        "body",
        Html.tag(
            "header",
            Html.tag(
                "div",
                Html.tag("h1", title),
                Html.tag(
                        "p",
                        contents.evidence().period().from()
                            + " to "
                            + contents.evidence().period().to())
                    .classed("lead"))),
        navigation(contents),
        Html.tag(
            "main",
            SummarySection.of(contents),
            ControlSections.matrix(contents),
            MeasureSections.exceptions(contents),
            MeasureSections.changes(contents),
            MeasureSections.cards(contents),
            CryptographySection.of(contents),
            ControlSections.responsibility(contents),
            VerificationSection.of(contents),
            Html.tag(
                "footer",
                Sections.paragraph(
                    "This report states what was measured. It is no attestation by anyone, and does"
                        + " not replace an assessment."))));
  }

  private static Html navigation(ReportContents contents) {
    List<Html> links = new ArrayList<>();
    link(links, "summary", "Summary");
    link(links, "controls", "Controls");
    link(links, "exceptions", "Exceptions");
    if (contents.previous().isPresent()) {
      link(links, "changes", "Changes");
    }
    link(links, "measures", "Measures");
    link(links, "cryptography", "Cryptography");
    link(links, "responsibility", "Responsibility");
    link(links, "verification", "Verification");
    return Html.tag("nav", links).with("aria-label", "Sections");
  }

  private static void link(List<Html> links, String id, String words) {
    links.add(Html.tag("a", words).with("href", "#" + id));
  }

  private static String css() {
    try (InputStream css = HtmlReport.class.getResourceAsStream(STYLE)) {
      if (css == null) {
        throw new IllegalStateException("`" + STYLE + "` is not in this distribution");
      }
      return new String(css.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
