package io.watchword.authz.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Plans as text, good and bad.
class PlanJsonTest {

  @Test
  void read_numberUnderItsOldAndItsNewKey_isTheSame() {
    String old = plan("MakeNumberRefStmt", "\"Index\": 1, \"target\": 2");
    String now = plan("MakeNumberRefStmt", "\"index\": 1, \"target\": 2");

    assertThat(PlanJson.read(old)).isEqualTo(PlanJson.read(now));
    assertThat(PlanJson.write(PlanJson.read(now))).contains("\"Index\":1").contains("\"index\":1");
  }

  @Test
  void read_statementThatDoesNothing_isLeftOut() {
    PlanProgram plan = PlanJson.read(plan("NopStmt", "\"file\": 0"));

    assertThat(plan.functions().getFirst().blocks().getFirst().statements()).isEmpty();
  }

  @Test
  void write_endsOfStatements_areRead() {
    String text =
        plan(
            "MakeNullStmt",
            "\"target\": 2, \"file\": 0, \"row\": 3, \"col\": 4, \"end_row\": 5, \"end_col\": 6");
    PlanProgram plan = PlanJson.read(text);

    assertThat(plan.functions().getFirst().blocks().getFirst().statements().getFirst().at())
        .isEqualTo(new Where(0, 3, 4, 5, 6));
    assertThat(PlanJson.read(PlanJson.write(plan))).isEqualTo(plan);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "MakeNullStmt | \"target\": -1 | a local variable is -1 (expected: >= 0)",
        "MakeNullStmt | \"target\": 2000000000 | local variable 2000000000 in a plan of 1"
            + " statements",
        "MakeNumberRefStmt | \"index\": 0, \"target\": 2 | string `text` (expected: a number)",
        "MakeNumberRefStmt | \"index\": 9, \"target\": 2 | string 9 of 2",
        "MakeArrayStmt | \"capacity\": -5, \"target\": 2 | an array's capacity is -5 (expected: >="
            + " 0)",
        "BreakStmt | \"index\": -1 | a break is -1 (expected: >= 0)",
        "CallStmt | \"func\": \"nope\", \"args\": [], \"result\": 2 |"
            + " the plan calls `nope`, which it neither has nor declares",
        "CallStmt | \"func\": \"g0.data.t.p\", \"args\": [], \"result\": 2 |"
            + " a call of `g0.data.t.p` with 0 arguments (expected: 2)",
        "EqualStmt | \"a\": {\"type\": \"string_index\", \"value\": 7}, \"b\":"
            + " {\"type\": \"bool\", \"value\": true} | string 7 of 2",
        "MakeNullStmt | \"target\": 3000000000 | expected a smaller whole number, not 3000000000",
        "FrobStmt | \"a\": 1 | unknown statement `FrobStmt`",
      })
  void read_planThatPointsNowhere_isRefused(String type, String fields, String message) {
    assertThatThrownBy(() -> PlanJson.read(plan(type, fields)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  private static String plan(String type, String fields) {
    return """
    {"static": {"strings": [{"value": "text"}, {"value": "7"}], "files": [{"value": "t.rego"}]},
     "plans": {"plans": []},
     "funcs": {"funcs": [{"name": "g0.data.t.p", "params": [0, 1], "return": 2, "path": ["g0"],
       "blocks": [{"stmts": [{"type": "%s", "stmt": {%s}}]}]}]}}
    """
        .formatted(type, fields);
  }
}
