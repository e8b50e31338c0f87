package io.watchword.authz.builtin.http;

import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.NullValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// A body in YAML. Stateless.
final class YamlBody {

  private static final int DEEPEST = 250;

  private YamlBody() {}

  /// @throws IllegalArgumentException if it is none
  static Value read(String text) {
    LoadSettings settings =
        LoadSettings.builder().setMaxAliasesForCollections(50).setAllowDuplicateKeys(false).build();
    try {
      return value(new Load(settings).loadFromString(text), 0);
    } catch (YamlEngineException malformed) {
      throw new IllegalArgumentException(malformed.getMessage(), malformed);
    }
  }

  private static Value value(@Nullable Object loaded, int depth) {
    if (depth > DEEPEST) {
      throw new IllegalArgumentException("nested more than " + DEEPEST + " deep");
    }
    return switch (loaded) {
      case null -> NullValue.NULL;
      case Boolean flag -> BooleanValue.of(flag);
      case Integer number -> NumberValue.of(number);
      case Long number -> NumberValue.of(number);
      case BigInteger number -> NumberValue.of(number);
      case Double number when !number.isNaN() && !number.isInfinite() ->
          NumberValue.parse(BigDecimal.valueOf(number).toString());
      case List<?> list ->
          ArrayValue.of(list.stream().map(each -> value(each, depth + 1)).toList());
      case Map<?, ?> map -> {
        TableValue table = TableValue.growing();
        map.forEach(
            (key, each) -> table.put(new StringValue(String.valueOf(key)), value(each, depth + 1)));
        yield table;
      }
      default -> new StringValue(loaded.toString());
    };
  }
}
