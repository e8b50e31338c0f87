package io.watchword.identity.tls;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/// Two engines that shake hands in memory.
record EnginePair(SSLEngine client, SSLEngine server) {

  private static final int ROUNDS = 100;

  /// Until both are done and the server's tickets, if any, have arrived.
  EnginePair shakeHands() throws SSLException {
    client.setUseClientMode(true);
    server.setUseClientMode(false);
    ByteBuffer toServer = ByteBuffer.allocate(1 << 18).flip();
    ByteBuffer toClient = ByteBuffer.allocate(1 << 18).flip();
    client.beginHandshake();
    server.beginHandshake();
    for (int i = 0; i < ROUNDS; i++) {
      boolean moved = step(client, toServer, toClient) | step(server, toClient, toServer);
      if (!moved) {
        break;
      }
    }
    if (isBusy(client) || isBusy(server)) {
      throw new SSLException("handshake did not end: " + client.getHandshakeStatus());
    }
    return this;
  }

  private static boolean isBusy(SSLEngine engine) {
    return engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING;
  }

  private static boolean step(SSLEngine engine, ByteBuffer out, ByteBuffer in) throws SSLException {
    Runnable task = engine.getDelegatedTask();
    boolean moved = task != null;
    while (task != null) {
      task.run();
      task = engine.getDelegatedTask();
    }
    if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
      out.compact();
      moved |= engine.wrap(ByteBuffer.allocate(0), out).bytesProduced() > 0;
      out.flip();
    }
    if (in.hasRemaining()) {
      moved |= engine.unwrap(in, ByteBuffer.allocate(1 << 16)).bytesConsumed() > 0;
    }
    return moved;
  }
}
