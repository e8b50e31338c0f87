package io.watchword.cli.quickstart;

import io.watchword.cli.mesh.CaKeys;
import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Where the tour's root is, as `--vault` says: with the CA, in a Vault of our own that ends with
/// the tour, or in a mount of our own in somebody else's Vault. The root itself is made by the CA.
///
/// Confined to the tour's thread, but `close`, which may come from the JVM's end.
final class UpstreamVault implements AutoCloseable {
  private static final String DEV_MOUNT = "pki";

  private final Optional<CaKeys> keys;
  private final Runnable end;
  private final AtomicBoolean closed = new AtomicBoolean();

  private UpstreamVault(Optional<CaKeys> keys, Runnable end) {
    this.keys = keys;
    this.end = end;
  }

  /// @param vault `embedded`, `dev` or the address of a Vault
  /// @param folder for the token and for what a Vault of our own prints
  /// @param searchPath where `bao` or `vault` is looked for, as PATH has it
  /// @param environment `VAULT_TOKEN`, `VAULT_NAMESPACE` and `VAULT_CACERT` for the Vault at an
  ///   address
  /// @throws InvalidInputException where something that was to be there is not
  static UpstreamVault of(
      String vault, Path folder, String searchPath, Map<String, String> environment) {
    if (vault.equals("embedded")) {
      return new UpstreamVault(Optional.empty(), () -> {});
    }
    return vault.equals("dev")
        ? started(folder, searchPath)
        : running(address(vault), folder, environment);
  }

  /// The CA's keys, where they are not embedded.
  Optional<CaKeys> keys() {
    return keys;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      end.run();
    }
  }

  private static UpstreamVault started(Path folder, String searchPath) {
    Path binary =
        installed(searchPath)
            .orElseThrow(
                () ->
                    refused(
                        "cli/no-vault",
                        "`--vault dev` found neither `bao` nor `vault` on the path",
                        "install OpenBao or Vault, give the address of one that runs, or leave"
                            + " --vault out"));
    String token = "dev-" + random(16);
    VaultDevServer server = VaultDevServer.start(binary, folder, token);
    try {
      new VaultMounts(
              new VaultMounts.Access(server.address(), token, Optional.empty(), Optional.empty()))
          .add(DEV_MOUNT);
      return new UpstreamVault(
          Optional.of(
              keys(
                  server.address(),
                  DEV_MOUNT,
                  Optional.empty(),
                  Optional.empty(),
                  tokenFile(folder, token))),
          server::close);
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  private static UpstreamVault running(URI address, Path folder, Map<String, String> environment) {
    String token =
        variable(environment, "VAULT_TOKEN")
            .orElseThrow(
                () ->
                    refused(
                        "cli/no-vault-token",
                        "`--vault " + address + "` needs a token, and VAULT_TOKEN is not set",
                        "export VAULT_TOKEN=... with a token that may add and use a PKI mount"));
    Optional<String> namespace = variable(environment, "VAULT_NAMESPACE");
    Optional<Path> caCertificate = variable(environment, "VAULT_CACERT").map(Path::of);
    VaultMounts mounts =
        new VaultMounts(new VaultMounts.Access(address, token, namespace, caCertificate));
    String mount = "watchword-quickstart-" + random(6);
    mounts.add(mount);
    UpstreamVault upstream =
        new UpstreamVault(
            Optional.of(keys(address, mount, namespace, caCertificate, tokenFile(folder, token))),
            () -> mounts.remove(mount));
    // Ctrl-C ends the JVM without closing anything.
    Runtime.getRuntime().addShutdownHook(new Thread(upstream::close, "vault-mount-end"));
    return upstream;
  }

  private static CaKeys keys(
      URI address,
      String mount,
      Optional<String> namespace,
      Optional<Path> caCertificate,
      Path tokenFile) {
    return new CaKeys.VaultPki(
        address,
        mount,
        namespace,
        caCertificate.map(Path::toAbsolutePath),
        Optional.empty(),
        Optional.empty(),
        false,
        false,
        Optional.empty(),
        CaKeys.Auth.tokenIn(tokenFile));
  }

  private static URI address(String vault) {
    try {
      URI address = URI.create(vault);
      boolean isSafe =
          "https".equals(address.getScheme())
              || "http".equals(address.getScheme()) && isLoopback(address.getHost());
      if (address.getHost() != null && isSafe) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      // The refusal below says what was expected.
    }
    throw refused(
        "cli/vault-choice",
        "--vault: `" + vault + "` (expected: embedded, dev, or the https:// address of a Vault)",
        "http:// is taken for a loopback address only: a token would travel in the clear");
  }

  private static boolean isLoopback(@Nullable String host) {
    return "localhost".equals(host)
        || "[::1]".equals(host)
        || host != null && host.startsWith("127.");
  }

  private static Optional<Path> installed(String searchPath) {
    return Stream.of("bao", "vault")
        .flatMap(
            name ->
                Stream.of(searchPath.split(File.pathSeparator)).map(part -> Path.of(part, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static Path tokenFile(Path folder, String token) {
    Path file = folder.resolve("vault-token").toAbsolutePath();
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      return Files.writeString(file, token);
    } catch (IOException e) {
      throw new UncheckedIOException("`" + file + "` could not be written", e);
    }
  }

  private static Optional<String> variable(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  private static String random(int bytes) {
    byte[] random = new byte[bytes];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  private static InvalidInputException refused(String code, String message, String help) {
    return new InvalidInputException(Diagnostic.error(code, message).withHelp(help));
  }
}
