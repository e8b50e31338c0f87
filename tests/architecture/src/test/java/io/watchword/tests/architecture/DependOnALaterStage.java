package io.watchword.tests.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.function.ToIntFunction;

/// Holds for a class of a compiler stage that depends on a stage which runs after it.
final class DependOnALaterStage extends ArchCondition<JavaClass> {

  private final ToIntFunction<JavaClass> stageOf;

  /// @param stageOf the stage's place in the order; negative for what is no stage
  DependOnALaterStage(ToIntFunction<JavaClass> stageOf) {
    super("depend on a later stage");
    this.stageOf = stageOf;
  }

  @Override
  public void check(JavaClass type, ConditionEvents events) {
    for (var dependency : type.getDirectDependenciesFromSelf()) {
      if (stageOf.applyAsInt(dependency.getTargetClass()) > stageOf.applyAsInt(type)) {
        events.add(SimpleConditionEvent.satisfied(dependency, dependency.getDescription()));
      }
    }
  }
}
