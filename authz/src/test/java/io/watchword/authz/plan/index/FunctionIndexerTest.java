package io.watchword.authz.plan.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.authz.plan.Block;
import io.watchword.authz.plan.Operand;
import io.watchword.authz.plan.PlanProgram;
import io.watchword.authz.plan.Stmt;
import io.watchword.authz.plan.Where;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Guards read off blocks, and the choice between them.
class FunctionIndexerTest {

  private static final Where AT = new Where(0, 1, 1);
  private static final List<String> STRINGS =
      List.of("method", "GET", "path", "/a", "/b", "/c", "POST");
  private static final Accessor METHOD = new Accessor(0, List.of("method"));
  private static final Accessor PATH = new Accessor(0, List.of("path"));

  @Test
  void index_equations_areGroupedByWhatTellsMost() {
    FunctionIndex index =
        index(
                block(equals("method", "GET"), equals("path", "/a")),
                block(equals("path", "/b"), equals("method", "GET")),
                block(equals("method", "POST"), equals("path", "/c")))
            .orElseThrow();

    assertThat(index.groups())
        .containsExactly(
            new FunctionIndex.Group(
                PATH,
                List.of(
                    new FunctionIndex.Guarded(0, is(PATH, "/a")),
                    new FunctionIndex.Guarded(1, is(PATH, "/b")),
                    new FunctionIndex.Guarded(2, is(PATH, "/c")))));
    assertThat(index.always()).containsExactly(3);
  }

  @Test
  void index_prefixAfterAnEquationOfAll_isTheGuard() {
    FunctionIndex index =
        index(
                block(equals("method", "GET"), prefix("/a")),
                block(equals("method", "GET"), prefix("/b")),
                block(equals("method", "GET"), prefix("/c")))
            .orElseThrow();

    assertThat(index.groups())
        .containsExactly(
            new FunctionIndex.Group(
                PATH,
                List.of(
                    new FunctionIndex.Guarded(0, new Guard.StartsWith(PATH, List.of("/a"))),
                    new FunctionIndex.Guarded(1, new Guard.StartsWith(PATH, List.of("/b"))),
                    new FunctionIndex.Guarded(2, new Guard.StartsWith(PATH, List.of("/c"))))));
  }

  @Test
  void index_equationAfterACallThatMayFail_isNoGuard() {
    List<Stmt> late = block(prefix("/a"), equals("method", "GET"));

    FunctionIndex index = index(late, late, late).orElseThrow();

    assertThat(index.groups()).allSatisfy(group -> assertThat(group.accessor()).isEqualTo(PATH));
  }

  @Test
  void index_membershipInConstants_isAGuard() {
    List<Stmt> member =
        List.of(
            dot("method", 3),
            new Stmt.MakeSet(4, AT),
            new Stmt.SetAdd(text("GET"), 4, AT),
            new Stmt.SetAdd(text("POST"), 4, AT),
            new Stmt.Call(
                "internal.member_2", List.of(new Operand.Local(3), new Operand.Local(4)), 5, AT),
            new Stmt.NotEqual(new Operand.Local(5), new Operand.Bool(false), AT));

    FunctionIndex index = index(block(member), block(member), block(member)).orElseThrow();

    assertThat(index.groups().getFirst().guarded().getFirst().guard())
        .isEqualTo(
            new Guard.Equals(METHOD, Set.of(new StringValue("GET"), new StringValue("POST"))));
  }

  @Test
  void index_fewGuards_isNotWorthIt() {
    List<Stmt> one = block(equals("method", "GET"));

    assertThat(index(one, one)).isEmpty();
  }

  private static Guard is(Accessor accessor, String constant) {
    return new Guard.Equals(accessor, Set.<Value>of(new StringValue(constant)));
  }

  private static List<Stmt> equals(String field, String constant) {
    return List.of(dot(field, 3), new Stmt.Equal(new Operand.Local(3), text(constant), AT));
  }

  private static List<Stmt> prefix(String prefix) {
    return List.of(
        dot("path", 3),
        new Stmt.Call("startswith", List.of(new Operand.Local(3), text(prefix)), 4, AT),
        new Stmt.NotEqual(new Operand.Local(4), new Operand.Bool(false), AT));
  }

  private static Stmt dot(String field, int target) {
    return new Stmt.Dot(new Operand.Local(0), text(field), target, AT);
  }

  private static Operand text(String text) {
    return new Operand.Text(STRINGS.indexOf(text));
  }

  @SafeVarargs
  private static List<Stmt> block(List<Stmt>... conditions) {
    List<Stmt> statements = new ArrayList<>();
    List.of(conditions).forEach(statements::addAll);
    statements.add(new Stmt.AssignVarOnce(new Operand.Bool(true), 2, AT));
    return statements;
  }

  @SafeVarargs
  private static Optional<FunctionIndex> index(List<Stmt>... blocks) {
    List<Block> all = new ArrayList<>();
    List.of(blocks).forEach(statements -> all.add(new Block(statements)));
    all.add(new Block(List.of(new Stmt.ReturnLocal(2, AT))));
    PlanProgram.Function function =
        new PlanProgram.Function("g0.data.t.p", List.of(0, 1), 2, all, List.of("g0", "t", "p"));
    PlanProgram program =
        new PlanProgram(STRINGS, List.of(), List.of("t"), List.of(), List.of(function));
    return FunctionIndexer.index(program, function);
  }
}
