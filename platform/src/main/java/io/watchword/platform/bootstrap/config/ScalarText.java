package io.watchword.platform.bootstrap.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/// Values that are one word in a file. Refuses with an `IllegalArgumentException` whose message is
/// for the user. No state.
final class ScalarText {

  private ScalarText() {}

  /// Whether values of the type are one word.
  static boolean isScalar(Class<?> type) {
    return type.isPrimitive()
        || type == String.class
        || type == Duration.class
        || type == Path.class
        || type == URI.class
        || type == SocketAddressText.class
        || type.isEnum()
        || parseMethod(type).isPresent();
  }

  static Object parse(String text, Class<?> type) {
    if (type == String.class) {
      return text;
    }
    if (type == int.class) {
      return (int) integer(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }
    if (type == long.class) {
      return integer(text, Long.MIN_VALUE, Long.MAX_VALUE);
    }
    if (type == double.class) {
      return decimal(text);
    }
    if (type == boolean.class) {
      return bool(text);
    }
    if (type == Duration.class) {
      return DurationText.parse(text);
    }
    if (type == Path.class) {
      return path(text);
    }
    if (type == URI.class) {
      return uri(text);
    }
    if (type == SocketAddressText.class) {
      return SocketAddressText.parse(text);
    }
    if (type.isEnum()) {
      return enumConstant(text, type);
    }
    return parsed(text, type);
  }

  private static long integer(String text, long least, long most) {
    if (text.matches("-?[0-9]{1,19}")) {
      try {
        long value = Long.parseLong(text);
        if (value >= least && value <= most) {
          return value;
        }
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("`" + text + "` is too large", e);
      }
      throw new IllegalArgumentException("`" + text + "` is too large");
    }
    throw new IllegalArgumentException(
        "`" + text + "` is no whole number (expected: such as `10`)");
  }

  private static double decimal(String text) {
    if (!text.matches("-?[0-9]{1,18}(\\.[0-9]{1,18})?")) {
      throw new IllegalArgumentException("`" + text + "` is no number (expected: such as `0.5`)");
    }
    return Double.parseDouble(text);
  }

  private static boolean bool(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new IllegalArgumentException(
              "`" + text + "` is no truth value (expected: `true` or `false`)");
    };
  }

  private static Path path(String text) {
    try {
      if (!text.isEmpty()) {
        return Path.of(text);
      }
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("`" + text + "` is no path (" + e.getReason() + ")", e);
    }
    throw new IllegalArgumentException("an empty path (expected: a file or folder)");
  }

  private static URI uri(String text) {
    try {
      URI uri = new URI(text);
      if (uri.isAbsolute()) {
        return uri;
      }
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(notUri(text), e);
    }
    throw new IllegalArgumentException(notUri(text));
  }

  private static String notUri(String text) {
    return "`" + text + "` is no URL (expected: such as `https://127.0.0.1:8443/path`)";
  }

  private static Object enumConstant(String text, Class<?> type) {
    for (Object constant : type.getEnumConstants()) {
      if (KebabCase.of(((Enum<?>) constant).name()).equals(text)) {
        return constant;
      }
    }
    String known =
        Arrays.stream(type.getEnumConstants())
            .map(constant -> "`" + KebabCase.of(((Enum<?>) constant).name()) + "`")
            .collect(Collectors.joining(", "));
    throw new IllegalArgumentException(
        "`" + text + "` is not known (expected: one of " + known + ")");
  }

  private static Object parsed(String text, Class<?> type) {
    try {
      return parseMethod(type).orElseThrow().invoke(null, text);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(Refusal.reason(e), e);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("parse of " + type.getName(), e);
    }
  }

  private static Optional<Method> parseMethod(Class<?> type) {
    try {
      Method method = type.getDeclaredMethod("parse", String.class);
      if (Modifier.isStatic(method.getModifiers())
          && type.isAssignableFrom(method.getReturnType())) {
        method.setAccessible(true);
        return Optional.of(method);
      }
      return Optional.empty();
    } catch (NoSuchMethodException e) {
      return Optional.empty();
    }
  }
}
