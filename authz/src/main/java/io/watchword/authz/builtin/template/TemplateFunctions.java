package io.watchword.authz.builtin.template;

import io.watchword.authz.builtin.Builtin;
import io.watchword.authz.builtin.BuiltinContext;
import io.watchword.authz.builtin.Operands;
import io.watchword.authz.builtin.encoding.JsonReader;
import io.watchword.authz.builtin.golang.GoNil;
import io.watchword.authz.builtin.golang.GoNumber;
import io.watchword.authz.builtin.golang.GoString;
import io.watchword.authz.builtin.text.RegoText;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/// All functions of the family by name. Stateless.
public final class TemplateFunctions {

  private static final Map<String, Builtin> ALL =
      Map.of("strings.render_template", TemplateFunctions::render);

  private TemplateFunctions() {}

  public static Map<String, Builtin> all() {
    return ALL;
  }

  private static Value render(BuiltinContext context, Value[] arguments) {
    String text = Operands.text(arguments, 0);
    ObjectValue variables = Operands.object(arguments, 1);
    // OPA reads its own notation as JSON here: a set, which has none in it, is an error.
    String notation = RegoText.of(variables);
    context.spend(1 + (text.length() + notation.length()) / 5);
    Object data = go(JsonReader.read(notation));
    Template template = TemplateParser.parse(text);
    String result = new TemplateRun(context, template).run(data);
    return new StringValue(GoString.joined(result).replace("<no value>", "<undefined>"));
  }

  private static Object go(Value value) {
    return switch (value) {
      case StringValue text -> text.text();
      case NumberValue number -> new GoNumber(number.toString());
      case BooleanValue flag -> flag.value();
      case ArrayValue array -> array.items().stream().map(TemplateFunctions::go).toList();
      case ObjectValue object -> {
        Map<String, Object> map = new TreeMap<>(Comparator.comparing(GoString::latin));
        for (Value key : object.sortedKeys()) {
          map.put(((StringValue) key).text(), go(object.required(key)));
        }
        yield map;
      }
      default -> GoNil.NIL;
    };
  }
}
