package io.watchword.cli.bundle;

import io.watchword.bundles.BundleException;
import io.watchword.bundles.signature.BundleSigner;
import io.watchword.bundles.signature.VerificationKeys;
import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Supplier;

/// Bundles and keys on disk. Whatever cannot be used is wrong input with a code.
final class BundleFiles {

  private BundleFiles() {}

  static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      String why = e instanceof NoSuchFileException ? "there is no such file" : e.toString();
      throw new InvalidInputException(
          Diagnostic.error("cli/bundle-unreadable", "bundle `" + file + "` cannot be read: " + why)
              .withHelp("expected: a tar.gz, as `watchword bundle build` writes it"));
    }
  }

  /// Writes in one step: there is the old file or the new one, never half of one.
  static void write(Path file, byte[] archive) {
    Path partial = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.write(partial, archive);
      Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new InvalidInputException(
          Diagnostic.error("cli/bundle-unwritable", "`" + file + "` cannot be written: " + e)
              .withHelp("`-o` names a file in a folder that exists"));
    }
  }

  static BundleSigner signer(Path key) {
    return usable(
        () -> BundleSigner.fromPemFile(key), "a signing key is a P-256 or P-384 key in PKCS#8 PEM");
  }

  static VerificationKeys keys(List<Path> files) {
    return usable(
        () -> VerificationKeys.fromPemFiles(files),
        "a verification key is the public half of a signing key, in PEM");
  }

  /// What `step` makes, where keys and files allow it.
  static <T> T usable(Supplier<T> step, String help) {
    try {
      return step.get();
    } catch (BundleException e) {
      throw new InvalidInputException(Diagnostic.error(e.code(), e.why()).withHelp(help));
    }
  }
}
