package io.watchword.tests.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Checks that every rule of a list has a test that names it with [Rule].
public final class RuleCoverage {

  // By name: the kit ships to main class paths of other kits and has no dependency on JUnit.
  private static final Set<String> TESTS =
      Set.of(
          "org.junit.jupiter.api.Test",
          "org.junit.jupiter.api.TestFactory",
          "org.junit.jupiter.params.ParameterizedTest");

  private RuleCoverage() {}

  /// Fails where a rule has no test, or a test names a rule that is not on the list.
  ///
  /// @param anyTest a class of the test class path to look through
  /// @param prefixes which ids are meant, `ID-` for example; others may be named too and are left
  ///   alone
  public static void assertEveryRuleHasATest(
      Class<?> anyTest, Collection<String> rules, List<String> prefixes) {
    Set<String> named = new TreeSet<>();
    for (Class<?> type : classes(anyTest)) {
      for (Method method : type.getDeclaredMethods()) {
        Rule rule = method.getAnnotation(Rule.class);
        if (rule != null && isTest(method)) {
          named.addAll(List.of(rule.value()));
        }
      }
    }
    named.removeIf(id -> prefixes.stream().noneMatch(id::startsWith));
    Set<String> untested = new TreeSet<>(rules);
    untested.removeAll(named);
    named.removeAll(rules);
    if (!untested.isEmpty() || !named.isEmpty()) {
      throw new AssertionError(
          "rules without a test: " + untested + "; rules named that are not on the list: " + named);
    }
  }

  private static boolean isTest(Method method) {
    for (Annotation annotation : method.getAnnotations()) {
      if (TESTS.contains(annotation.annotationType().getName())) {
        return true;
      }
    }
    return false;
  }

  private static List<Class<?>> classes(Class<?> anyTest) {
    try {
      Path root = Path.of(anyTest.getProtectionDomain().getCodeSource().getLocation().toURI());
      try (Stream<Path> files = Files.walk(root)) {
        return files
            .filter(file -> file.toString().endsWith(".class"))
            .map(file -> root.relativize(file).toString())
            .filter(name -> !name.endsWith("-info.class"))
            .<Class<?>>map(name -> load(anyTest, name))
            .toList();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Class<?> load(Class<?> anyTest, String file) {
    String name = file.substring(0, file.length() - ".class".length()).replace('/', '.');
    try {
      return Class.forName(name, false, anyTest.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
