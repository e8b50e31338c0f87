package io.watchword.identity.workload.wire;

/// What a stream of the Workload API tells. Called on the channel's thread.
///
/// @param <U> what a message is read into; each is the whole state
public interface UpdateListener<U> {

  /// A message that could be read.
  void onUpdate(U update);

  /// The stream is over; nothing follows.
  void onEnd(StreamEnd end);
}
