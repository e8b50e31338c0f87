package io.watchword.authz.builtin;

import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import io.watchword.authz.value.ValueJson;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What built-ins answered whose answers change from one evaluation to the next, so that a decision
/// can be made again later with the same ones. One evaluation, one thread.
public abstract sealed class NondeterministicCalls {

  /// The built-ins that count.
  public static final Set<String> NAMES =
      Set.of(
          "http.send",
          "io.jwt.decode_verify",
          "io.jwt.encode_sign",
          "io.jwt.encode_sign_raw",
          "net.lookup_ip_addr",
          "opa.runtime",
          "rand.intn",
          "time.now_ns",
          "uuid.rfc4122");

  /// Every call is made, none is kept.
  public static final NondeterministicCalls NOT_RECORDED = new NotRecorded();

  private NondeterministicCalls() {}

  /// Every call is made and kept.
  public static Recording recording() {
    return new Recording();
  }

  /// Calls that are on the record are answered from it, all others are made.
  ///
  /// @param record name, to arguments as an array, to result: a log's `nd_builtin_cache`
  public static NondeterministicCalls replaying(ObjectValue record) {
    return new Replaying(record);
  }

  /// `builtin`, through whatever the evaluation does with such calls.
  public static Builtin watched(String name, Builtin builtin) {
    return (context, arguments) ->
        context.nondeterministicCalls().call(name, builtin, context, arguments);
  }

  abstract @Nullable Value call(
      String name, Builtin builtin, BuiltinContext context, Value[] arguments);

  private static final class NotRecorded extends NondeterministicCalls {

    @Override
    @Nullable Value call(String name, Builtin builtin, BuiltinContext context, Value[] arguments) {
      return builtin.call(context, arguments);
    }
  }

  /// A record in the making.
  public static final class Recording extends NondeterministicCalls {

    private final Map<String, Map<Value, Value>> results = new LinkedHashMap<>();

    private Recording() {}

    @Override
    @Nullable Value call(String name, Builtin builtin, BuiltinContext context, Value[] arguments) {
      Value result = builtin.call(context, arguments);
      if (result != null) {
        results
            .computeIfAbsent(name, n -> new LinkedHashMap<>())
            .put(ArrayValue.of(List.of(arguments)), result);
      }
      return result;
    }

    /// Name, to arguments as an array, to result.
    public ObjectValue record() {
      TableValue record = TableValue.growing();
      results.forEach(
          (name, calls) -> record.put(new StringValue(name), TableValue.of(Map.copyOf(calls))));
      return record;
    }
  }

  private static final class Replaying extends NondeterministicCalls {

    private final ObjectValue record;

    Replaying(ObjectValue record) {
      this.record = record;
    }

    @Override
    @Nullable Value call(String name, Builtin builtin, BuiltinContext context, Value[] arguments) {
      if (record.get(new StringValue(name)) instanceof ObjectValue calls) {
        ArrayValue key = ArrayValue.of(List.of(arguments));
        Value known = calls.get(key);
        // In a log, keys that are no strings are written as text: OPA's has spaces, ours has none.
        known = known != null ? known : calls.get(new StringValue(key.toString()));
        known = known != null ? known : calls.get(new StringValue(ValueJson.write(key)));
        if (known != null) {
          return known;
        }
      }
      return builtin.call(context, arguments);
    }
  }
}
