package io.watchword.tests.integration.kit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/// The applications behind a mesh, in the test's own process: `orders` over HTTP, and `ledger` over
/// TCP, which speaks first.
public final class Applications implements AutoCloseable {

  private final HttpServer orders;
  private final ServerSocket ledger;

  private Applications(HttpServer orders, ServerSocket ledger) {
    this.orders = orders;
    this.ledger = ledger;
  }

  /// Starts both on free ports.
  public static Applications start() {
    try {
      InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      HttpServer orders = HttpServer.create(any, 256);
      orders.createContext("/", Applications::answer);
      orders.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      orders.start();
      ServerSocket ledger = new ServerSocket();
      ledger.bind(any, 256);
      Applications applications = new Applications(orders, ledger);
      Thread.ofPlatform().daemon().name("ledger-accept").start(applications::accept);
      return applications;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int ordersPort() {
    return orders.getAddress().getPort();
  }

  public int ledgerPort() {
    return ledger.getLocalPort();
  }

  @Override
  public void close() {
    orders.stop(0);
    try {
      ledger.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Says who the proxy said is calling.
  private static void answer(HttpExchange exchange) throws IOException {
    String caller = exchange.getRequestHeaders().getFirst("x-forwarded-client-cert");
    byte[] body = ("orders, called by " + caller + "\n").getBytes(StandardCharsets.UTF_8);
    exchange.getRequestBody().readAllBytes();
    exchange.sendResponseHeaders(200, body.length);
    try (exchange) {
      exchange.getResponseBody().write(body);
    }
  }

  private void accept() {
    while (!ledger.isClosed()) {
      try {
        Socket client = ledger.accept();
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
      say(client, "ledger ready");
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
