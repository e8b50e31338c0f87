package io.watchword.tests.conformance.opa;

import io.watchword.authz.builtin.Builtin;
import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.BuiltinProvider;
import io.watchword.authz.signature.Signature;
import io.watchword.authz.signature.Type;
import io.watchword.authz.value.NullValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `test.sleep`, which OPA's test driver adds: waits, so that a case can see that time stands still
/// for an evaluation. Stateless.
public final class SleepFunction implements BuiltinProvider {

  /// How it is called.
  static final Signature SIGNATURE =
      new Signature(
          "test.sleep",
          Type.FunctionOf.of(List.of(Type.Scalar.STRING), Type.Scalar.NULL),
          Optional.empty(),
          Set.of(),
          Optional.empty(),
          List.of());

  private static final Pattern MILLISECONDS = Pattern.compile("([0-9]{1,4})ms");

  /// For the service loader.
  public SleepFunction() {}

  @Override
  public Map<String, Builtin> builtins() {
    return Map.of(SIGNATURE.name(), (context, arguments) -> sleep(arguments[0]));
  }

  private static NullValue sleep(Value argument) {
    Matcher duration = MILLISECONDS.matcher(((StringValue) argument).text());
    if (!duration.matches()) {
      throw new BuiltinFailedException("test.sleep: " + argument + " (expected: such as `10ms`)");
    }
    LockSupport.parkNanos(Duration.ofMillis(Long.parseLong(duration.group(1))).toNanos());
    return NullValue.NULL;
  }
}
