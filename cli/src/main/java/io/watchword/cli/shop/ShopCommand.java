package io.watchword.cli.shop;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `shop orders|ledger`: runs one of the example applications until it is ended.
@Command(
    name = "shop",
    mixinStandardHelpOptions = true,
    description = "The example shop's applications, to try a mesh with.",
    footer = {"", "Example: watchword shop orders --port 18080"})
public final class ShopCommand {

  @Command(
      name = "orders",
      mixinStandardHelpOptions = true,
      footer = {"", "Example: watchword shop orders --port 18080"},
      description = "An HTTP API.")
  int orders(
      @Option(
              names = "--port",
              defaultValue = "18080",
              description = "Port on 127.0.0.1; 0 takes a free one. Default: ${DEFAULT-VALUE}.")
          int port)
      throws IOException, InterruptedException {
    try (OrdersApplication application = OrdersApplication.start(loopback(port))) {
      return run("orders", application.address());
    }
  }

  @Command(
      name = "ledger",
      mixinStandardHelpOptions = true,
      footer = {"", "Example: watchword shop ledger --port 18081"},
      description = "Raw TCP; the server speaks first.")
  int ledger(
      @Option(
              names = "--port",
              defaultValue = "18081",
              description = "Port on 127.0.0.1; 0 takes a free one. Default: ${DEFAULT-VALUE}.")
          int port)
      throws IOException, InterruptedException {
    try (LedgerApplication application = LedgerApplication.start(loopback(port))) {
      return run("ledger", application.address());
    }
  }

  private static int run(String name, InetSocketAddress address)
      throws IOException, InterruptedException {
    System.err.println(name + " listens on 127.0.0.1:" + address.getPort());
    String ready = System.getenv("WATCHWORD_READY_FILE");
    if (ready != null) {
      Path temporary = Path.of(ready + ".new");
      Files.writeString(temporary, Integer.toString(address.getPort()));
      Files.move(temporary, Path.of(ready), StandardCopyOption.ATOMIC_MOVE);
    }
    // Until it is ended from outside.
    new CountDownLatch(1).await();
    return 0;
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }
}
