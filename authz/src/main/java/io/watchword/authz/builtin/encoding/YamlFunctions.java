package io.watchword.authz.builtin.encoding;

import io.watchword.authz.builtin.BuiltinContext;
import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.Operands;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;

/// `yaml.*`. Stateless.
final class YamlFunctions {

  private YamlFunctions() {}

  static Value marshal(BuiltinContext context, Value[] arguments) {
    String text = YamlWriter.write(arguments[0]);
    context.spend(1 + text.length() / 10);
    return new StringValue(text);
  }

  static Value unmarshal(BuiltinContext context, Value[] arguments) {
    return YamlDocument.parse(Operands.text(arguments, 0), context::spend);
  }

  static Value isValid(BuiltinContext context, Value[] arguments) {
    if (!(arguments[0] instanceof StringValue text)) {
      return BooleanValue.FALSE;
    }
    try {
      YamlDocument.parse(text.text(), context::spend);
      return BooleanValue.TRUE;
    } catch (BuiltinFailedException invalid) {
      return BooleanValue.FALSE;
    }
  }
}
