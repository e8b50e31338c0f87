package io.watchword.authz.bytecode;

import io.watchword.authz.plan.Operand;
import io.watchword.authz.plan.Stmt;
import java.util.ArrayList;
import java.util.List;

/// Cuts code into methods small enough for the JVM: it refuses methods over 64 KB and never
/// compiles one over 8,000 bytes to machine code. Sizes are estimates, on the high side. Immutable.
final class Outlining {

  /// Bytes of a method, as a rule.
  static final int LARGEST = 5_000;

  private static final int CALL = 60;

  private final int largest;

  /// @param largest bytes of a method
  Outlining(int largest) {
    this.largest = largest;
  }

  /// The same steps, in as many methods as it takes.
  List<Step> fit(List<Step> steps) {
    List<Step> fitted = new ArrayList<>(steps.size());
    for (Step step : steps) {
      fitted.addAll(fit(step));
    }
    return gather(fitted);
  }

  // Consecutive steps move into methods of their own until what remains is small.
  private List<Step> gather(List<Step> steps) {
    if (size(steps) <= largest) {
      return steps;
    }
    List<Step> result = new ArrayList<>();
    List<Step> piece = new ArrayList<>();
    int bytes = 0;
    for (Step step : steps) {
      int more = size(step);
      if (bytes + more > largest && !piece.isEmpty()) {
        result.add(new Step.Outlined(Body.of(piece)));
        piece = new ArrayList<>();
        bytes = 0;
      }
      piece.add(step);
      bytes += more;
    }
    result.add(new Step.Outlined(Body.of(piece)));
    return gather(result);
  }

  private Body fit(Body body) {
    return new Body(fit(body.steps()), body.mark());
  }

  private List<Step> fit(Step step) {
    return switch (step) {
      case Step.Group s -> split(s.bodies().stream().map(this::fit).toList());
      case Step.Negation s -> List.of(new Step.Negation(small(fit(s.body()))));
      case Step.Loop s ->
          List.of(new Step.Loop(s.source(), s.key(), s.value(), small(fit(s.body()))));
      case Step.Replacement s ->
          List.of(new Step.Replacement(s.local(), s.path(), s.value(), small(fit(s.body()))));
      case Step.Dispatch s -> List.of(new Step.Dispatch(s.dispatcher(), cases(s.cases())));
      case Step.Cases s -> List.of(cases(s));
      case Step.Plain s -> List.of(s);
      case Step.Constant s -> List.of(s);
      case Step.Test s -> List.of(s);
      case Step.Outlined s -> List.of(s);
    };
  }

  // One group after another does what one large group does.
  private List<Step> split(List<Body> bodies) {
    List<Step> groups = new ArrayList<>();
    List<Body> piece = new ArrayList<>();
    int bytes = 0;
    for (Body body : bodies) {
      Body small = small(body);
      int more = size(small.steps());
      if (bytes + more > largest && !piece.isEmpty()) {
        groups.add(new Step.Group(piece));
        piece = new ArrayList<>();
        bytes = 0;
      }
      piece.add(small);
      bytes += more;
    }
    groups.add(new Step.Group(piece));
    return groups;
  }

  // Pieces have as many blocks each: to find the right one is then a division.
  private Step.Cases cases(Step.Cases all) {
    List<Body> bodies = new ArrayList<>();
    int biggest = 1;
    for (Body body : all.bodies()) {
      Body fitted = fit(body);
      int bytes = size(fitted.steps());
      if (bytes > largest / 10) {
        fitted = new Body(List.of(new Step.Outlined(Body.of(fitted.steps()))), body.mark());
        bytes = CALL;
      }
      bodies.add(fitted);
      biggest = Math.max(biggest, bytes + 24);
    }
    Step.Cases cases = new Step.Cases(all.from(), all.each(), bodies);
    int together = Math.max(2, largest / biggest);
    while (cases.bodies().size() > together) {
      List<Body> pieces = new ArrayList<>();
      List<Body> within = cases.bodies();
      for (int i = 0; i < within.size(); i += together) {
        Step.Cases piece =
            new Step.Cases(
                cases.from() + i * cases.each(),
                cases.each(),
                within.subList(i, Math.min(within.size(), i + together)));
        pieces.add(Body.of(List.of(new Step.Outlined(Body.of(List.of(piece))))));
      }
      cases = new Step.Cases(cases.from(), cases.each() * together, pieces);
      together = Math.max(2, largest / CALL);
    }
    return cases;
  }

  // Leaves room for the statement around it.
  private Body small(Body body) {
    return size(body.steps()) <= largest - largest / 10
        ? body
        : new Body(List.of(new Step.Outlined(Body.of(body.steps()))), body.mark());
  }

  private static int size(List<Step> steps) {
    int bytes = 0;
    for (Step step : steps) {
      bytes += size(step);
    }
    return bytes;
  }

  private static int size(Step step) {
    return switch (step) {
      case Step.Plain s -> size(s.statement());
      case Step.Constant s -> 8;
      case Step.Test s -> 30;
      case Step.Group s -> s.bodies().stream().mapToInt(body -> 16 + size(body.steps())).sum();
      case Step.Dispatch s -> 300 + size(s.cases());
      case Step.Cases s -> s.bodies().stream().mapToInt(body -> 24 + size(body.steps())).sum();
      case Step.Negation s -> 8 + size(s.body().steps());
      case Step.Loop s -> 90 + size(s.body().steps());
      case Step.Replacement s -> 60 + size(s.body().steps());
      case Step.Outlined s -> CALL;
    };
  }

  private static int size(Stmt statement) {
    if (statement instanceof Stmt.Call s) {
      return 40 + operands(s.arguments());
    }
    if (statement instanceof Stmt.CallDynamic s) {
      return 50 + operands(s.path()) + operands(s.arguments());
    }
    return 40;
  }

  private static int operands(List<Operand> operands) {
    return 12 * operands.size();
  }
}
