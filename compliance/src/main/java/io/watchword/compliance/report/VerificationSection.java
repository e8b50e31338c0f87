package io.watchword.compliance.report;

import io.watchword.compliance.evidence.LogEvidence;
import io.watchword.compliance.html.Html;
import java.util.List;

/// How to check all of this without trusting whoever made it.
final class VerificationSection {

  private VerificationSection() {}

  static Html of(ReportContents contents) {
    return Sections.section(
        "verification",
        "Verification",
        Sections.paragraph(
            "Everything below works offline, on copies of this folder and of the logs. Keys must"
                + " come to you by another way than this report."),
        Html.tag("h3", "The files of this report"),
        Html.tag(
            "pre",
            """
            watchword report verify DIR            # hashes, references, and checkpoints where the logs are
            sha256sum report.html assessment-results.json   # compare with manifest.json\
            """),
        Html.tag("h3", "The logs"),
        Html.tag(
            "pre",
            """
            watchword audit verify LOGDIR --vkey KEY --old-checkpoint CHECKPOINT
            # CHECKPOINT: the text below, or one that you kept earlier; KEY: the log's public key from its owner\
            """),
        Sections.paragraph(
            "The logs are in the C2SP tlog-tiles format with signed-note checkpoints (Ed25519), so"
                + " other tools for that format check them too. Keep the checkpoints: with them you"
                + " can tell later whether history was rewritten."),
        Html.tag("h3", "The numbers"),
        Html.tag(
            "pre",
            "watchword report generate --from "
                + contents.evidence().period().from()
                + " --to "
                + contents.evidence().period().to()
                + " --out AGAIN LOGDIR…\n# the same logs, period and version give the same bytes"),
        Html.tag("h3", "Checkpoints of the logs"),
        Html.all(contents.evidence().logs().stream().map(VerificationSection::log).toList()));
  }

  private static Html log(LogEvidence log) {
    return Html.all(
        List.of(
            Html.tag(
                "p",
                Html.tag("strong", log.source()),
                Html.text(log.isIntact() ? ": verified" : ": does not verify")),
            Html.tag("pre", log.checkpoint().isEmpty() ? "(no checkpoint)" : log.checkpoint()),
            Html.tag("p", Html.text("Key beside the log: "), Sections.code(log.vkey()))
                .classed("soft")));
  }
}
