package io.watchword.authz.builtin.http;

import io.watchword.authz.builtin.BoundedCache;
import io.watchword.authz.builtin.BuiltinContext;
import io.watchword.authz.value.Value;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Answers that other evaluations may use, for as long as their headers or the policy say (RFC
/// 9111, the part that OPA knows). Thread-safe.
final class SharedAnswers {

  private static final long LIMIT = 32 << 20;
  private static final long OVERHEAD = 1024;

  private record Kept(Answer answer, Instant expiry) {}

  private static final BoundedCache<Value, Kept> KEPT =
      new BoundedCache<>(LIMIT, kept -> kept.answer().body().length + OVERHEAD);

  private SharedAnswers() {}

  private static Instant now(BuiltinContext context) {
    return Instant.EPOCH.plusNanos(context.nowNanos());
  }

  /// An answer that is still good, perhaps because the server says so now; empty: ask it.
  static Optional<Answer> find(BuiltinContext context, SendRequest request, Transport transport) {
    Kept kept = KEPT.get(request.key());
    if (kept == null) {
      return Optional.empty();
    }
    if (now(context).isBefore(kept.expiry())) {
      return Optional.of(kept.answer());
    }
    KEPT.remove(request.key());
    Map<String, String> conditions = conditions(kept.answer());
    if (conditions.isEmpty()) {
      return Optional.empty();
    }
    Answer fresh = transport.send(request, conditions);
    if (fresh.status() == 304) {
      Map<String, java.util.List<String>> headers = new TreeMap<>(kept.answer().headers());
      headers.putAll(fresh.headers());
      Answer same = new Answer(kept.answer().status(), headers, kept.answer().body());
      keep(context, request, same);
      return Optional.of(same);
    }
    if (fresh.status() == 200) {
      keep(context, request, fresh);
      return Optional.of(fresh);
    }
    return Optional.empty();
  }

  private static Map<String, String> conditions(Answer answer) {
    Map<String, String> conditions = new HashMap<>();
    if (!answer.header("etag").isEmpty()) {
      conditions.put("If-None-Match", answer.header("etag"));
    }
    if (!answer.header("last-modified").isEmpty()) {
      conditions.put("If-Modified-Since", answer.header("last-modified"));
    }
    return conditions;
  }

  /// Keeps an answer, where it may be kept.
  static void keep(BuiltinContext context, SendRequest request, Answer answer) {
    int forced = request.caching().forcedSeconds();
    Map<String, String> control = control(answer);
    if (forced <= 0 && control.containsKey("no-store") || !answer.isCacheable()) {
      return;
    }
    Optional<Instant> expiry =
        forced > 0 ? Optional.of(now(context).plusSeconds(forced)) : expiry(answer, control);
    expiry.ifPresent(until -> KEPT.put(request.key(), new Kept(answer, until)));
  }

  private static Map<String, String> control(Answer answer) {
    Map<String, String> directives = new HashMap<>();
    for (String part : answer.header("cache-control").split(",")) {
      String[] both = part.strip().split("=", -1);
      if (both.length <= 2) {
        directives.put(both[0].strip(), both.length == 2 ? both[1] : "");
      }
    }
    return directives;
  }

  private static Optional<Instant> expiry(Answer answer, Map<String, String> control) {
    String maxAge = control.get("max-age");
    if (maxAge == null) {
      return Optional.of(date(answer.header("expires")).orElse(Instant.MIN));
    }
    if (!maxAge.matches("[0-9]+")) {
      return Optional.empty();
    }
    long seconds = maxAge.length() > 9 ? Integer.MAX_VALUE : Long.parseLong(maxAge);
    return date(answer.header("date")).map(date -> date.plusSeconds(seconds));
  }

  private static Optional<Instant> date(String text) {
    try {
      return text.isEmpty()
          ? Optional.empty()
          : Optional.of(
              ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException malformed) {
      return Optional.empty();
    }
  }
}
