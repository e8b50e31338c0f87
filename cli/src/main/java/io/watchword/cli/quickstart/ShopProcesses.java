package io.watchword.cli.quickstart;

import io.watchword.cli.mesh.Distribution;
import io.watchword.cli.mesh.FreePorts;
import io.watchword.cli.mesh.MeshException;
import io.watchword.cli.mesh.Reaper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The shop's servers as processes of their own.
final class ShopProcesses implements AutoCloseable {

  private static final long READY_SECONDS = 20;

  private final List<Process> processes = new ArrayList<>();

  private ShopProcesses() {}

  /// Starts `orders` and `ledger` on their ports and waits until they listen.
  ///
  /// @param folder for what they print
  static ShopProcesses start(Path folder, Ports ports, Reaper reaper) throws InterruptedException {
    ShopProcesses shop = new ShopProcesses();
    try {
      Files.createDirectories(folder);
      shop.launch(folder, "orders", ports.orders(), reaper);
      shop.launch(folder, "ledger", ports.ledger(), reaper);
      awaitReady(folder);
      return shop;
    } catch (IOException e) {
      shop.close();
      throw new MeshException("the shop could not be started: " + e.getMessage(), e);
    }
  }

  /// Where the applications listen on loopback.
  record Ports(int orders, int ledger) {

    static Ports free() {
      try (FreePorts free = new FreePorts()) {
        return new Ports(free.take("127.0.0.1"), free.take("127.0.0.1"));
      }
    }
  }

  private void launch(Path folder, String name, int port, Reaper reaper) throws IOException {
    Path ready = folder.resolve(name + ".port");
    Files.deleteIfExists(ready);
    ProcessBuilder builder =
        new ProcessBuilder(
                Distribution.home().resolve("bin/watchword").toString(),
                "shop",
                name,
                "--port",
                Integer.toString(port))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".log").toFile());
    builder.environment().put("WATCHWORD_READY_FILE", ready.toString());
    Process process = builder.start();
    processes.add(process);
    reaper.watch(process.toHandle());
  }

  private static void awaitReady(Path folder) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS);
    for (String name : List.of("orders", "ledger")) {
      while (!Files.exists(folder.resolve(name + ".port"))) {
        if (System.nanoTime() > deadline) {
          throw new MeshException("`" + name + "` did not listen within " + READY_SECONDS + " s");
        }
        Thread.sleep(10);
      }
    }
  }

  @Override
  public void close() {
    processes.forEach(Process::destroy);
  }
}
