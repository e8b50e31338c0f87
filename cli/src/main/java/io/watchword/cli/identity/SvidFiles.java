package io.watchword.cli.identity;

import io.watchword.identity.bundle.BundlePem;
import io.watchword.identity.bundle.X509Bundle;
import io.watchword.identity.svid.X509Svid;
import io.watchword.identity.workload.X509Context;
import io.watchword.identity.x509.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Writes SVIDs as files: `svid.N.pem`, `svid.N.key` (readable by the owner alone), `bundle.N.pem`
/// and `federated_bundle.N.M.pem`, N from 0 in the order of the Workload API, M from 0 in that of
/// the trust domains' names. A federated bundle begins with a comment that says whose it is.
final class SvidFiles {

  private final Path folder;

  SvidFiles(Path folder) {
    this.folder = folder;
  }

  /// Returns what was written.
  List<Path> write(X509Context context) throws IOException {
    Files.createDirectories(folder);
    List<Path> written = new ArrayList<>();
    for (int i = 0; i < context.svids().size(); i++) {
      X509Svid svid = context.svids().get(i);
      written.add(write("svid." + i + ".pem", svid.certificatePem(), "rw-r--r--"));
      written.add(
          write(
              "svid." + i + ".key",
              Pem.print("PRIVATE KEY", svid.key().getEncoded()),
              "rw-------"));
      X509Bundle bundle =
          context
              .bundles()
              .get(svid.id().trustDomain())
              .orElseThrow(
                  () -> new IOException("no bundle for `" + svid.id().trustDomain() + "`"));
      written.add(write("bundle." + i + ".pem", BundlePem.print(bundle), "rw-r--r--"));
      written.addAll(writeFederated(context, svid, i));
    }
    if (!context.revocations().isEmpty()) {
      StringBuilder lists = new StringBuilder();
      context
          .revocations()
          .lists()
          .forEach(list -> lists.append(Pem.print("X509 CRL", list.encoded())));
      written.add(write("crl.pem", lists.toString(), "rw-r--r--"));
    }
    return written;
  }

  private List<Path> writeFederated(X509Context context, X509Svid svid, int index)
      throws IOException {
    List<X509Bundle> federated =
        context.bundles().byTrustDomain().values().stream()
            .filter(bundle -> !svid.id().isMemberOf(bundle.trustDomain()))
            .sorted(Comparator.comparing(X509Bundle::trustDomain))
            .toList();
    List<Path> written = new ArrayList<>();
    for (int i = 0; i < federated.size(); i++) {
      X509Bundle bundle = federated.get(i);
      written.add(
          write(
              "federated_bundle." + index + "." + i + ".pem",
              "# " + bundle.trustDomain().id() + "\n" + BundlePem.print(bundle),
              "rw-r--r--"));
    }
    return written;
  }

  private Path write(String name, String content, String permissions) throws IOException {
    Path file = folder.resolve(name);
    Path temporary = folder.resolve(name + ".new");
    Files.deleteIfExists(temporary);
    Files.createFile(
        temporary,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)));
    Files.writeString(temporary, content);
    return Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
