package io.watchword.platform.bootstrap.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What record components say about their types. No state.
final class Generics {

  private Generics() {}

  /// `T` of `container<T>`, or of `Map<String, T>`; empty for another type.
  static Optional<Type> argumentOf(Type type, Class<?> container) {
    if (type instanceof ParameterizedType parameterized
        && parameterized.getRawType() == container) {
      Type[] arguments = parameterized.getActualTypeArguments();
      return Optional.of(arguments[arguments.length - 1]);
    }
    return Optional.empty();
  }

  /// How a value of the type looks, to help someone who left it out.
  static String placeholder(Type type) {
    if (type == Duration.class) {
      return "30s";
    }
    if (type == ByteSize.class) {
      return "16MiB";
    }
    if (type == HostPort.class) {
      return "127.0.0.1:0";
    }
    if (type == UnixSocket.class || type == SocketAddressText.class) {
      return "unix:./name.sock";
    }
    if (type == Path.class) {
      return "PATH";
    }
    if (type == URI.class) {
      return "https://HOST/PATH";
    }
    if (type == int.class || type == long.class || type == double.class) {
      return "NUMBER";
    }
    if (type == boolean.class) {
      return "true";
    }
    if (argumentOf(type, List.class).isPresent()) {
      return "[...]";
    }
    if (argumentOf(type, Map.class).isPresent()
        || type instanceof Class<?> c && c.isRecord() && !ScalarText.isScalar(c)) {
      return "{...}";
    }
    return "...";
  }
}
