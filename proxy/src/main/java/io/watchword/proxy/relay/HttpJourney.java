package io.watchword.proxy.relay;

import io.watchword.proxy.protocol.RequestHead;
import java.util.function.Consumer;

/// The steps of one connection's requests before the relay. Called on the connection's event loop,
/// and answers there.
public interface HttpJourney {

  /// Says what happens to a request; once, now or later.
  void route(RequestHead head, Consumer<Routing> then);
}
