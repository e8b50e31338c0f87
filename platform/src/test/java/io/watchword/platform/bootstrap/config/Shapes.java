package io.watchword.platform.bootstrap.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Config records for tests, as roles write theirs.
final class Shapes {

  private Shapes() {}

  record Word(String name) {
    static Word parse(String text) {
      if (!text.matches("[a-z.]+")) {
        throw new IllegalArgumentException("name `" + text + "` (allowed: a-z .)");
      }
      return new Word(text);
    }
  }

  enum Mode {
    FAST,
    VERY_SAFE
  }

  sealed interface Keys {
    record Embedded() implements Keys {}

    record VaultPki(URI address, String mount) implements Keys {}
  }

  sealed interface Cache {
    record Memory(@Default("16MiB") ByteSize size, Optional<Path> spill) implements Cache {}

    record Disk(Path folder) implements Cache {}
  }

  record Caching(Cache cache) {}

  sealed interface Bundle {
    @Inline
    record One(Path file) implements Bundle {}

    @Inline
    record PerDomain(Map<String, Path> files) implements Bundle {}
  }

  @ExactlyOne
  record Identity(Optional<UnixSocket> workloadApi, Optional<Bundle> bundle) {}

  record Listener(HostPort listen, @Default("5s") @AtLeast("1s") @AtMost("1m") Duration timeout) {
    Listener {
      if (listen.port() == 22) {
        throw new IllegalArgumentException("port 22 is taken (expected: another port)");
      }
    }
  }

  record Proxy(
      Word trustDomain,
      Mode mode,
      @AtLeast("0") int threads,
      long limit,
      double ratio,
      boolean strict,
      Duration drain,
      @AtMost("16MiB") ByteSize buffer,
      Path state,
      URI url,
      SocketAddressText admin,
      List<Listener> listeners,
      Map<String, String> labels,
      Keys keys,
      Identity identity,
      Optional<String> note) {}

  record Defaults(
      @Default("fast") Mode mode,
      @Default("2") int threads,
      @Default("16MiB") ByteSize buffer,
      @Default("state") Path state,
      @Default("[]") List<String> names,
      @Default("{}") Map<String, String> labels,
      @Default("embedded") Keys keys,
      @Default("{listen: 127.0.0.1:0}") Listener listener,
      @Default("true") boolean strict,
      Optional<Path> extra) {}

  record Texts(Optional<String> text, Optional<Duration> duration, Optional<ByteSize> size) {}

  record Ints(@Default("0") int value) {}

  record Sockets(@Default("127.0.0.1:0") SocketAddressText value) {}

  record Modes(@Default("fast") Mode value) {}

  record Bools(@Default("true") boolean value) {}

  record Doubles(@Default("0") double value) {}

  record Urls(@Default("http://a/") URI value) {}
}
