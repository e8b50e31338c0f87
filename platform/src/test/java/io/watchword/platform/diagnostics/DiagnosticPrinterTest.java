package io.watchword.platform.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DiagnosticPrinterTest {

  private static final Diagnostic UNSAFE =
      Diagnostic.error("rego_unsafe_var_error", "variable `role` is not bound before it is negated")
          .at(new SourcePosition("admin.rego", 7, 9))
          .showing(new Excerpt("    not allowed[role]", 16, 4, "used here"))
          .withHelp("bind `role` first, for example with `some role in input.roles`");

  @Test
  void text_everything_isAsTheConventionsSay() {
    assertThat(DiagnosticPrinter.text(List.of(UNSAFE)))
        .isEqualTo(
            """
            rego_unsafe_var_error: variable `role` is not bound before it is negated
              --> admin.rego:7:9
              7 |     not allowed[role]
                |                 ^^^^ used here
              help: bind `role` first, for example with `some role in input.roles`
            """);
  }

  @Test
  void text_several_haveAnEmptyLineBetween() {
    Diagnostic bare = Diagnostic.warning("platform/unsigned", "policies are not signed");
    assertThat(DiagnosticPrinter.text(List.of(bare, bare)))
        .isEqualTo(
            """
            warning: platform/unsigned: policies are not signed

            warning: platform/unsigned: policies are not signed
            """);
  }

  @Test
  void text_tabsAndControlCharacters_keepTheUnderlineInPlace() {
    Diagnostic tabs =
        Diagnostic.error("a/b", "c")
            .at(new SourcePosition("f", 12, 3))
            .showing(new Excerpt("\t\tx\u001b[31m", 2, 1, ""));
    assertThat(DiagnosticPrinter.text(List.of(tabs)))
        .isEqualTo("a/b: c\n  --> f:12:3\n  12 | \t\tx\ufffd[31m\n     | \t\t^\n");
  }

  @Test
  void document_everything_hasSnakeCaseKeys() {
    assertThat(DiagnosticJson.document(List.of(UNSAFE)))
        .isEqualTo(
            Map.of(
                "diagnostics",
                List.of(
                    Map.of(
                        "code",
                        "rego_unsafe_var_error",
                        "severity",
                        "error",
                        "message",
                        "variable `role` is not bound before it is negated",
                        "file",
                        "admin.rego",
                        "line",
                        7,
                        "column",
                        9,
                        "excerpt",
                        Map.of(
                            "line",
                            "    not allowed[role]",
                            "underline_start",
                            16,
                            "underline_length",
                            4,
                            "label",
                            "used here"),
                        "help",
                        "bind `role` first, for example with `some role in input.roles`"))));
  }
}
