package io.watchword.ca.admin;

import io.watchword.api.record.CaRecord;
import io.watchword.platform.audit.AuditLog;
import java.util.function.Function;
import java.util.function.Supplier;

/// Writes down every admin call before its effect is visible: who, what, to what, and how it went.
/// Thread-safe.
///
/// A question is answered in memory first and written down before the answer leaves. An order is
/// checked first, written down as accepted, and only then carried out; should that fail after all,
/// a second record says so.
public final class AdminCalls {
  private final AuditLog audit;
  private final Function<Throwable, String> words;

  /// @param words how a failure is to be put
  public AdminCalls(AuditLog audit, Function<Throwable, String> words) {
    this.audit = audit;
    this.words = words;
  }

  /// A call under way.
  ///
  /// @param target what it is about; empty for nothing in particular
  public record Call(String method, Operator operator, String target) {}

  /// The answer to a question.
  public <T> T ask(Call call, Supplier<T> answer) {
    T found;
    try {
      found = answer.get();
    } catch (RuntimeException e) {
      write(call, words.apply(e));
      throw e;
    }
    write(call, "ok");
    return found;
  }

  /// Carries out an order.
  ///
  /// @param check what is to be done; throws where it may not be
  /// @param effect does it
  public <C, T> T order(Call call, Supplier<C> check, Function<C, T> effect) {
    C checked = ask(call, check);
    try {
      return effect.apply(checked);
    } catch (RuntimeException e) {
      write(call, words.apply(e));
      throw e;
    }
  }

  /// Writes down a refusal that no answer was computed for.
  public void refuse(Call call, String why) {
    write(call, why);
  }

  private void write(Call call, String result) {
    audit.append(
        new CaRecord.AdminCall(call.method(), call.operator().toString(), call.target(), result));
  }
}
