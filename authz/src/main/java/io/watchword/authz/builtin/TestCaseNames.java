package io.watchword.authz.builtin;

import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The cases that a test came to, in order: what `internal.test_case` was told. One evaluation, one
/// thread.
public final class TestCaseNames {

  private final List<Value> names = new ArrayList<>();

  private TestCaseNames() {}

  /// Those of an evaluation.
  public static TestCaseNames of(BuiltinContext context) {
    return context.remember(TestCaseNames.class, TestCaseNames::new);
  }

  /// @param name the keys of the rule's head, as an array
  public void add(Value name) {
    names.add(name);
  }

  public List<Value> all() {
    return Collections.unmodifiableList(names);
  }
}
