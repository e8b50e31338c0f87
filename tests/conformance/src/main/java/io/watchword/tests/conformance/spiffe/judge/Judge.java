package io.watchword.tests.conformance.spiffe.judge;

/// An implementation that is asked. One question at a time.
public interface Judge extends AutoCloseable {

  /// Its answer.
  Answer ask(Question question);

  /// Nothing more will be asked.
  @Override
  default void close() {}
}
