package io.watchword.platform.bootstrap.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.platform.bootstrap.config.Shapes.Bundle;
import io.watchword.platform.bootstrap.config.Shapes.Identity;
import io.watchword.platform.bootstrap.config.Shapes.Keys;
import io.watchword.platform.bootstrap.config.Shapes.Listener;
import io.watchword.platform.bootstrap.config.Shapes.Mode;
import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigReaderTest {

  @Test
  void parse_everyKeySet_isTheRecord() {
    String text =
        """
        trust-domain: example.org
        mode: very-safe
        threads: 3
        limit: 10000000000
        ratio: 0.5
        strict: false
        drain: 1h30m
        buffer: 64KiB
        state: ./state/x
        url: https://127.0.0.1:8443/a
        admin: unix:./admin.sock
        listeners:
          - { listen: "127.0.0.1:8080", timeout: 10s }
          - { listen: "[::1]:0" }
        labels: { app: orders, version: 1 }
        keys: { vault-pki: { address: "http://v:8200", mount: pki } }
        identity: { bundle: { example.org: a.pem } }
        note: "~"
        """;
    assertThat(ConfigReader.parse("/etc/w/proxy.yaml", text, Shapes.Proxy.class))
        .isEqualTo(
            new Shapes.Proxy(
                new Shapes.Word("example.org"),
                Mode.VERY_SAFE,
                3,
                10_000_000_000L,
                0.5,
                false,
                Duration.ofMinutes(90),
                new ByteSize(65_536),
                Path.of("/etc/w/state/x"),
                URI.create("https://127.0.0.1:8443/a"),
                new UnixSocket(Path.of("/etc/w/admin.sock")),
                List.of(
                    new Listener(new HostPort("127.0.0.1", 8080), Duration.ofSeconds(10)),
                    new Listener(new HostPort("::1", 0), Duration.ofSeconds(5))),
                Map.of("app", "orders", "version", "1"),
                new Keys.VaultPki(URI.create("http://v:8200"), "pki"),
                new Identity(
                    Optional.empty(),
                    Optional.of(
                        new Bundle.PerDomain(Map.of("example.org", Path.of("/etc/w/a.pem"))))),
                Optional.of("~")));
  }

  @Test
  void parse_nothingSet_hasTheDefaults() {
    assertThat(ConfigReader.parse("/etc/w/a.yaml", "{}", Shapes.Defaults.class))
        .isEqualTo(
            new Shapes.Defaults(
                Mode.FAST,
                2,
                new ByteSize(16 << 20),
                Path.of("/etc/w/state"),
                List.of(),
                Map.of(),
                new Keys.Embedded(),
                new Listener(new HostPort("127.0.0.1", 0), Duration.ofSeconds(5)),
                true,
                Optional.empty()));
  }

  @Test
  void parse_unionAsPath_isTheInlineVariant() {
    Identity identity = ConfigReader.parse("a.yaml", "bundle: ../x.pem", Identity.class);
    assertThat(identity.bundle()).contains(new Bundle.One(Path.of("../x.pem")));
  }

  @Test
  void parse_unionAsNameOfWhatNeedsNothing_hasItsDefaults() {
    assertThat(ConfigReader.parse("a.yaml", "cache: memory", Shapes.Caching.class).cache())
        .isEqualTo(new Shapes.Cache.Memory(new ByteSize(16 << 20), Optional.empty()));
    assertThat(
            ConfigReader.parse("a.yaml", "cache: { memory: { size: 1MiB } }", Shapes.Caching.class)
                .cache())
        .isEqualTo(new Shapes.Cache.Memory(new ByteSize(1 << 20), Optional.empty()));
  }

  @Test
  void parse_unionAsNameOfWhatNeedsMore_isAnError() {
    assertThatThrownBy(() -> ConfigReader.parse("a.yaml", "cache: disk", Shapes.Caching.class))
        .hasMessageContaining("`cache` is `disk` (expected: one of `memory`, `disk: {...}`)");
  }

  @ParameterizedTest
  @CsvSource({
    "0s, 0",
    "500ms, 500",
    "30s, 30000",
    "5m, 300000",
    "1h, 3600000",
    "1d, 86400000",
    "1h30m, 5400000",
    "1m500ms, 60500",
    "3650d, 315360000000",
    "30, invalid",
    "-1s, invalid",
    "1.5s, invalid",
    "30 s, invalid",
    "30S, invalid",
    "s, invalid",
    "1m1h, invalid",
    "1s1s, invalid",
    "1w, invalid",
    "9999999999s, invalid",
    "٣s, invalid",
  })
  void parse_duration(String text, String millis) {
    assertThat(outcome(() -> text("duration: '" + text + "'").duration().orElseThrow().toMillis()))
        .isEqualTo(millis);
  }

  @ParameterizedTest
  @CsvSource({
    "0B, 0",
    "512B, 512",
    "16KiB, 16384",
    "16MiB, 16777216",
    "1GiB, 1073741824",
    "16, invalid",
    "16MB, invalid",
    "16mib, invalid",
    "-1B, invalid",
    "MiB, invalid",
    "1.5MiB, invalid",
    "99999999999999GiB, invalid",
  })
  void parse_size(String text, String bytes) {
    assertThat(outcome(() -> text("size: '" + text + "'").size().orElseThrow().bytes()))
        .isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-5, -5",
    "2147483647, 2147483647",
    "2147483648, invalid",
    "1_000, invalid",
    "0x10, invalid",
    "1.0, invalid",
    "+1, invalid",
    "ten, invalid",
  })
  void parse_int(String text, String value) {
    assertThat(outcome(() -> parse("value: " + text, Shapes.Ints.class).value())).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({"true, true", "false, false", "yes, invalid", "True, invalid", "1, invalid"})
  void parse_boolean(String text, String value) {
    assertThat(outcome(() -> parse("value: " + text, Shapes.Bools.class).value())).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({"0.25, 0.25", "3, 3.0", "-1.5, -1.5", ".5, invalid", "1e3, invalid", ".nan, invalid"})
  void parse_double(String text, String value) {
    assertThat(outcome(() -> parse("value: " + text, Shapes.Doubles.class).value()))
        .isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({"fast, FAST", "very-safe, VERY_SAFE", "FAST, invalid", "very_safe, invalid"})
  void parse_enum(String text, String value) {
    assertThat(outcome(() -> parse("value: " + text, Shapes.Modes.class).value())).isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:8080, 127.0.0.1:8080",
    "localhost:0, localhost:0",
    "[::1]:65535, [::1]:65535",
    "unix:a.sock, unix:/w/a.sock",
    "unix:///a.sock, unix:/a.sock",
    "unix:/a.sock, unix:/a.sock",
    "unix:, invalid",
    "unix://a, invalid",
    "127.0.0.1, invalid",
    "127.0.0.1:65536, invalid",
    "127.0.0.1:-1, invalid",
    ":80, invalid",
    "::1:80, invalid",
    "a b:80, invalid",
    "http://a:80, invalid",
  })
  void parse_socketAddress(String text, String value) {
    assertThat(outcome(() -> parse("value: '" + text + "'", Shapes.Sockets.class).value()))
        .isEqualTo(value);
  }

  @ParameterizedTest
  @CsvSource({"https://a/b, https://a/b", "a/b, invalid", "'http://a b', invalid"})
  void parse_url(String text, String value) {
    assertThat(outcome(() -> parse("value: '" + text + "'", Shapes.Urls.class).value()))
        .isEqualTo(value);
  }

  @Test
  void read_fileNotThere_saysSo(@TempDir Path folder) {
    Path file = folder.resolve("no.yaml");
    assertThatThrownBy(() -> ConfigReader.read(file, Shapes.Ints.class))
        .hasMessage(
            """
            platform/config-unreadable: `%s` does not exist
              help: name a readable YAML file in UTF-8
            """,
            file);
  }

  @Test
  void read_notText_saysSo(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("a.yaml"), new byte[] {(byte) 0xff});
    assertThatThrownBy(() -> ConfigReader.read(file, Shapes.Ints.class))
        .hasMessageStartingWith("platform/config-unreadable: `" + file + "` is not UTF-8 text");
  }

  @Test
  void parse_deepNesting_isRefusedWithoutRecursing() {
    assertThatThrownBy(() -> parse("value: " + "[".repeat(100_000), Shapes.Ints.class))
        .isInstanceOf(InvalidInputException.class)
        .extracting(e -> ((InvalidInputException) e).diagnostics().getFirst())
        .extracting(Diagnostic::code)
        .isEqualTo("platform/config-too-deep");
  }

  private static Shapes.Texts text(String text) {
    return parse(text, Shapes.Texts.class);
  }

  private static <R extends Record> R parse(String text, Class<R> shape) {
    return ConfigReader.parse("/w/a.yaml", text, shape);
  }

  private static String outcome(Supplier<Object> value) {
    try {
      return value.get().toString();
    } catch (InvalidInputException e) {
      assertThat(e.diagnostics()).hasSize(1);
      assertThat(e.diagnostics().getFirst().code()).isEqualTo("platform/config-invalid-value");
      return "invalid";
    }
  }
}
