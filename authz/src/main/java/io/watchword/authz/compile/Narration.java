package io.watchword.authz.compile;

import io.watchword.authz.builtin.TraceNotes;
import io.watchword.authz.engine.EvaluationContext;
import io.watchword.authz.interpret.Tracer;
import io.watchword.authz.plan.PlanProgram;
import io.watchword.authz.plan.Stmt;
import io.watchword.authz.plan.Where;
import io.watchword.authz.rego.Source;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Tells an evaluation line by line: which rule was entered, which expression was evaluated, which
/// one was undefined. One evaluation, one thread.
///
/// ```
/// shop.rego:3   Enter data.shop.allow
/// shop.rego:4   | Eval input.method == "GET"
/// shop.rego:5   | Fail input.user in data.staff
/// shop.rego:3   Fail data.shop.allow
/// ```
final class Narration implements Tracer {

  private static final int WIDTH = 20;
  private static final int LONGEST = 120;

  private final PlanProgram plan;
  private final Map<String, Source> sources;
  private final TraceNotes notes;
  private final boolean everything;
  private final Consumer<String> lines;
  private final Deque<PlanProgram.Function> open = new ArrayDeque<>();
  private int depth;
  private Optional<Where> told = Optional.empty();
  private Optional<Where> failed = Optional.empty();

  /// @param sources by file; the query under the empty name
  /// @param everything every step; otherwise failures and notes
  Narration(
      PlanProgram plan,
      Map<String, Source> sources,
      EvaluationContext context,
      boolean everything,
      Consumer<String> lines) {
    this.plan = plan;
    this.sources = Map.copyOf(sources);
    this.notes = TraceNotes.of(context);
    this.everything = everything;
    this.lines = lines;
  }

  @Override
  public void enter(PlanProgram.Function function) {
    tellNotes();
    if (everything) {
      line(place(function), "Enter " + name(function));
    }
    open.push(function);
    depth++;
    told = Optional.empty();
  }

  @Override
  public void block(int index) {
    told = Optional.empty();
  }

  @Override
  public void step(Stmt statement) {
    tellNotes();
    // Many statements are made of one expression; it is told once.
    if (everything && !isTold(statement.at())) {
      told = Optional.of(statement.at());
      text(statement.at()).ifPresent(text -> line(told, "Eval " + text));
    }
  }

  @Override
  public void undefined(Stmt statement) {
    tellNotes();
    Optional<Where> at = Optional.of(statement.at());
    if (!isCheck(statement) && !at.equals(failed)) {
      failed = at;
      text(statement.at()).ifPresent(text -> line(at, "Fail " + text));
    }
  }

  @Override
  public void leave(boolean defined) {
    tellNotes();
    depth--;
    failed = Optional.empty();
    PlanProgram.Function function = open.pop();
    if (everything || !defined) {
      line(place(function), (defined ? "Exit " : "Fail ") + name(function));
    }
  }

  // Of the compiler, not of anyone's policy: whether a definition gave a value.
  private static boolean isCheck(Stmt statement) {
    return statement instanceof Stmt.IsDefined || statement instanceof Stmt.IsUndefined;
  }

  private boolean isTold(Where at) {
    return told.filter(at::equals).isPresent();
  }

  private static Optional<Where> place(PlanProgram.Function function) {
    return function.blocks().stream()
        .flatMap(block -> block.statements().stream())
        .map(Stmt::at)
        .findFirst();
  }

  private static String name(PlanProgram.Function function) {
    return function.name().substring(function.name().indexOf('.') + 1);
  }

  private void tellNotes() {
    Optional<String> note = notes.take();
    while (note.isPresent()) {
      line(told, "Note \"" + note.get() + "\"");
      note = notes.take();
    }
  }

  private void line(Optional<Where> at, String text) {
    String place = at.map(where -> file(where) + ":" + where.row()).orElse("");
    lines.accept(
        place + " ".repeat(Math.max(1, WIDTH - place.length())) + "| ".repeat(depth) + text);
  }

  private String file(Where where) {
    String file = plan.files().get(where.file());
    return file.equals("<query>") ? "query" : file.substring(file.lastIndexOf('/') + 1);
  }

  private Optional<String> text(Where where) {
    String file = plan.files().get(where.file());
    Source source = sources.get(file.equals("<query>") ? "" : file);
    if (source == null || where.row() < 1) {
      return Optional.empty();
    }
    String line = source.line(where.row());
    int from = Math.min(Math.max(0, where.col() - 1), line.length());
    int to =
        where.endRow() == where.row() && where.endCol() > where.col()
            ? Math.min(where.endCol() - 1, line.length())
            : line.length();
    String text = line.substring(from, to).strip();
    String cut = text.length() > LONGEST ? text.substring(0, LONGEST) + " …" : text;
    return cut.isEmpty() ? Optional.empty() : Optional.of(cut);
  }
}
