package io.watchword.authz.builtin.http;

import io.watchword.authz.builtin.Builtin;
import io.watchword.authz.builtin.BuiltinContext;
import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.Operands;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// `http.send`. Thread-safe.
public final class HttpFunctions {

  private static final long SEND_COST = 2_000;

  private HttpFunctions() {}

  /// By name.
  public static Map<String, Builtin> all() {
    return Map.of("http.send", HttpFunctions::send);
  }

  /// What one evaluation was answered, errors too: the same request is made once.
  private record Memory(Map<Value, Value> answers, Map<Value, RuntimeException> failures) {}

  /// The key of [Memory] in a context.
  private record MemoryKey() {}

  private static Value send(BuiltinContext context, Value[] arguments) {
    ObjectValue asked = Operands.object(arguments, 0);
    Value raise = SendRequest.get(asked, "raise_error");
    if (raise != null && !(raise instanceof BooleanValue)) {
      throw new BuiltinFailedException("invalid value for raise_error field");
    }
    context.spend(SEND_COST);
    boolean raises = !(raise instanceof BooleanValue flag) || flag.value();
    try {
      RequestNames.check(asked);
      return answer(context, asked);
    } catch (NetworkFailedException failed) {
      if (raises) {
        throw new BuiltinFailedException(failed.raised());
      }
      return failure("eval_http_send_network_error", String.valueOf(failed.getMessage()));
    } catch (BuiltinFailedException failed) {
      if (raises || failed.kind() == BuiltinFailedException.Kind.HALT) {
        throw failed;
      }
      return failure(
          "eval_http_send_internal_error",
          failed.kind().code() + ": http.send: " + failed.getMessage());
    }
  }

  private static Value failure(String code, String message) {
    return TableValue.of(
        Map.of(
            new StringValue("status_code"),
            NumberValue.of(0),
            new StringValue("error"),
            TableValue.of(
                Map.of(
                    new StringValue("code"),
                    new StringValue(code),
                    new StringValue("message"),
                    new StringValue(message)))));
  }

  private static Value answer(BuiltinContext context, ObjectValue asked) {
    SendRequest request = SendRequest.of(asked);
    Memory memory =
        context.remember(new MemoryKey(), () -> new Memory(new HashMap<>(), new HashMap<>()));
    Value known = memory.answers().get(request.key());
    if (known != null) {
      return known;
    }
    RuntimeException failedBefore = memory.failures().get(request.key());
    if (failedBefore != null) {
      throw failedBefore;
    }
    try {
      Transport transport = new Transport(context);
      Answer answer = shared(context, request, transport);
      context.spend(answer.body().length / 4);
      Value document = answer.document(request.decoding());
      if (answer.isCacheable() || request.caching().shared()) {
        memory.answers().put(request.key(), document);
      }
      return document;
    } catch (NetworkFailedException failed) {
      memory.failures().put(request.key(), failed);
      throw failed;
    }
  }

  private static Answer shared(BuiltinContext context, SendRequest request, Transport transport) {
    if (!request.caching().shared()) {
      return transport.send(request, Map.of());
    }
    // An answer may have been kept where the host was allowed.
    transport.checkHost(request);
    Optional<Answer> found = SharedAnswers.find(context, request, transport);
    if (found.isPresent()) {
      return found.get();
    }
    Answer answer = transport.send(request, Map.of());
    SharedAnswers.keep(context, request, answer);
    return answer;
  }
}
