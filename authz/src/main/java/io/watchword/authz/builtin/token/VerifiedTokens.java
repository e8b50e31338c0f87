package io.watchword.authz.builtin.token;

import io.watchword.authz.builtin.BoundedCache;
import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.TableValue;
import org.jspecify.annotations.Nullable;

/// Tokens whose signature was found to hold, so that the next decision on the same token is cheap.
/// Only what holds is kept: who sends garbage must not push out the others. Claims about time are
/// checked on every call. Thread-safe.
final class VerifiedTokens {

  /// What was checked: the token, by which keys, for which algorithm.
  record Key(String token, String keys, String algorithm) {}

  /// @param payload empty where only the signature was asked for
  record Entry(ArrayValue headerAndPayload, long size) {

    static Entry signatureOnly(String token) {
      return new Entry(ArrayValue.growing(0), token.length());
    }
  }

  // In characters of tokens; decoded they take about eight times that.
  private static final long LIMIT = 2 << 20;
  private static final int LONGEST = 16 << 10;
  private static final long OVERHEAD = 256;

  static final ArrayValue UNVERIFIED =
      ArrayValue.of(
          java.util.List.of(
              io.watchword.authz.value.BooleanValue.FALSE,
              TableValue.growing(),
              TableValue.growing()));

  private final BoundedCache<Key, Entry> entries =
      new BoundedCache<>(LIMIT, entry -> entry.size() + OVERHEAD);

  @Nullable Entry get(Key key) {
    return entries.get(key);
  }

  void put(Key key, Entry entry) {
    if (key.token().length() <= LONGEST) {
      entries.put(key, entry);
    }
  }
}
