package io.watchword.tests.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.function.BiPredicate;

/// Holds for a class that depends on a module of the house which its own module does not name.
final class DependOnAnUnnamedModule extends ArchCondition<JavaClass> {

  private final BiPredicate<String, String> allowed;

  DependOnAnUnnamedModule(BiPredicate<String, String> allowed) {
    super("depend on a module that theirs does not name");
    this.allowed = allowed;
  }

  @Override
  public void check(JavaClass type, ConditionEvents events) {
    for (var dependency : type.getDirectDependenciesFromSelf()) {
      String target = House.moduleOf(dependency.getTargetClass());
      if (!target.isEmpty() && !allowed.test(House.moduleOf(type), target)) {
        events.add(SimpleConditionEvent.satisfied(dependency, dependency.getDescription()));
      }
    }
  }
}
