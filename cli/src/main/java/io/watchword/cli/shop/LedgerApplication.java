package io.watchword.cli.shop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// `ledger`: a line protocol over raw TCP in which the server speaks first, as databases and mail
/// servers do.
///
/// Says `ledger ready`, then answers each line with `booked LINE`. One virtual thread a connection.
public final class LedgerApplication implements AutoCloseable {

  /// What it says before anybody has asked.
  public static final String GREETING = "ledger ready";

  private final ServerSocket server;

  private LedgerApplication(ServerSocket server) {
    this.server = server;
  }

  /// Starts it on `address`; port 0 takes a free one.
  ///
  /// @throws IOException where the address cannot be bound
  public static LedgerApplication start(InetSocketAddress address) throws IOException {
    ServerSocket server = new ServerSocket();
    server.bind(address, 256);
    LedgerApplication application = new LedgerApplication(server);
    Thread.ofPlatform().name("ledger-accept").start(application::accept);
    return application;
  }

  public InetSocketAddress address() {
    return (InetSocketAddress) server.getLocalSocketAddress();
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        // Closed, or a client that went before it was accepted.
        continue;
      }
    }
  }

  private static void serve(Socket client) {
    try (client;
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8))) {
      say(client, GREETING);
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        say(client, "booked " + line);
      }
    } catch (IOException e) {
      // The client went away: nothing to book.
      return;
    }
  }

  private static void say(Socket client, String line) throws IOException {
    client.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    client.getOutputStream().flush();
  }
}
