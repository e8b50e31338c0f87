package io.watchword.authz.bytecode;

import io.watchword.authz.builtin.Builtin;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.SetValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.Set;

/// A condition with a constant, asked of a value or of a text that was never made one. Records, for
/// the JIT compiler trusts their fields.
sealed interface TextTest {

  boolean of(String text);

  boolean of(Value value, Run run, CompiledUnit unit, int position);

  /// `value == constant`.
  record Equals(String expected, Value constant) implements TextTest {
    @Override
    public boolean of(String text) {
      return text.equals(expected);
    }

    @Override
    public boolean of(Value value, Run run, CompiledUnit unit, int position) {
      return Steps.equal(value, constant);
    }
  }

  /// `value in constant`, a set.
  record OneOf(Set<String> texts, SetValue constant) implements TextTest {
    public OneOf {
      texts = Set.copyOf(texts);
    }

    @Override
    public boolean of(String text) {
      return texts.contains(text);
    }

    @Override
    public boolean of(Value value, Run run, CompiledUnit unit, int position) {
      return constant.contains(value);
    }
  }

  /// `startswith(value, prefix)`.
  record StartsWith(String prefix, StringValue constant, Builtin builtin) implements TextTest {
    @Override
    public boolean of(String text) {
      return text.startsWith(prefix);
    }

    @Override
    public boolean of(Value value, Run run, CompiledUnit unit, int position) {
      return value instanceof StringValue string
          ? string.text().startsWith(prefix)
          : isTrue(builtin, "startswith", run, unit, position, value, constant);
    }
  }

  /// `endswith(value, suffix)`.
  record EndsWith(String suffix, StringValue constant, Builtin builtin) implements TextTest {
    @Override
    public boolean of(String text) {
      return text.endsWith(suffix);
    }

    @Override
    public boolean of(Value value, Run run, CompiledUnit unit, int position) {
      return value instanceof StringValue string
          ? string.text().endsWith(suffix)
          : isTrue(builtin, "endswith", run, unit, position, value, constant);
    }
  }

  // With a value of another kind the built-in fails as it should.
  private static boolean isTrue(
      Builtin builtin,
      String name,
      Run run,
      CompiledUnit unit,
      int position,
      Value value,
      Value constant) {
    Value result = Steps.call(builtin, name, run, unit, position, value, constant);
    return result != null && !result.equals(BooleanValue.FALSE);
  }
}
