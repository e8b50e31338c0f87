package io.watchword.authz.builtin.net;

import io.watchword.authz.builtin.BuiltinContext;
import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.Operands;
import io.watchword.authz.builtin.golang.GoString;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;

/// `uri.parse` and `uri.is_valid`. Stateless.
final class Uris {

  private Uris() {}

  static Value parse(BuiltinContext context, Value[] arguments) {
    String text = Operands.text(arguments, 0);
    context.spend(1 + text.length() / 5);
    GoUrl url = GoUrl.parse(text);
    TableValue table = TableValue.growing();
    put(table, "scheme", url.scheme());
    put(table, "hostname", url.hostname());
    put(table, "port", url.port());
    put(table, "path", url.path());
    put(table, "raw_path", url.rawPath());
    put(table, "raw_query", url.query());
    put(table, "fragment", url.fragment());
    return table;
  }

  private static void put(TableValue table, String key, String latin) {
    if (!latin.isEmpty()) {
      table.put(new StringValue(key), new StringValue(GoString.ofLatin(latin)));
    }
  }

  static Value isValid(BuiltinContext context, Value[] arguments) {
    if (!(arguments[0] instanceof StringValue text) || text.text().isEmpty()) {
      return BooleanValue.FALSE;
    }
    context.spend(1 + text.text().length() / 5);
    try {
      GoUrl.parse(text.text());
      return BooleanValue.TRUE;
    } catch (BuiltinFailedException invalid) {
      return BooleanValue.FALSE;
    }
  }
}
