package io.watchword.platform.bootstrap.lifecycle;

/// A function that may fail with any exception.
@FunctionalInterface
public interface ThrowingFunction<T, R> {
  R apply(T argument) throws Exception;
}
