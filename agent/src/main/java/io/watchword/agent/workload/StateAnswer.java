package io.watchword.agent.workload;

/// What a stream of states is to say now.
///
/// @param <M> message
public sealed interface StateAnswer<M> {

  /// This.
  ///
  /// @param sent to be run when it went out
  record Told<M>(M message, Runnable sent) implements StateAnswer<M> {}

  /// Nothing, ever.
  record Refused<M>(String why) implements StateAnswer<M> {}

  /// Nothing that the caller should wait for here.
  record NotNow<M>(String why) implements StateAnswer<M> {}

  /// Nothing yet.
  record Later<M>() implements StateAnswer<M> {}
}
