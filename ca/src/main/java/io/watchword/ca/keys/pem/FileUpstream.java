package io.watchword.ca.keys.pem;

import io.watchword.ca.keys.KeyCustody;
import io.watchword.ca.keys.KeysException;
import io.watchword.ca.keys.SigningCertificates;
import io.watchword.ca.keys.UpstreamAuthority;
import io.watchword.ca.keys.UpstreamHealth;
import io.watchword.ca.keys.UpstreamRoot;
import io.watchword.ca.keys.UpstreamUnavailableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An authority whose certificate and key somebody has put into files: a root, or an intermediate
/// with its chain up to one. Thread-safe.
///
/// Files are read anew when they change, and what cannot be read changes nothing: the issuer read
/// last signs on. A rotation goes to the pair named as the next; at its end the old key file is
/// overwritten and deleted.
public final class FileUpstream implements UpstreamAuthority {
  /// What it calls itself.
  public static final String BACKEND = "file";

  private static final Logger LOG = LoggerFactory.getLogger(FileUpstream.class);

  private record Read(String stamp, IssuerFiles.Issuer issuer) {}

  private final IssuerFiles current;
  private final Optional<IssuerFiles> next;
  private final SigningCertificates certificates;
  private final InstantSource clock;
  private final Map<IssuerFiles, Read> read = new ConcurrentHashMap<>();

  /// Reads nothing yet.
  ///
  /// @param next where a rotation goes
  public FileUpstream(
      IssuerFiles current,
      Optional<IssuerFiles> next,
      SigningCertificates certificates,
      InstantSource clock) {
    this.current = current;
    this.next = next;
    this.certificates = certificates;
    this.clock = clock;
  }

  @Override
  public String backend() {
    return BACKEND;
  }

  @Override
  public List<UpstreamRoot> roots() {
    List<UpstreamRoot> roots = new ArrayList<>();
    for (IssuerFiles.Issuer issuer : issuers()) {
      UpstreamRoot root = root(issuer);
      if (roots.stream().noneMatch(before -> before.sha256().equals(root.sha256()))) {
        roots.add(root);
      }
    }
    if (roots.isEmpty()) {
      throw new UpstreamUnavailableException(
          "ca/upstream-files", "key file `" + current.key() + "` is not there");
    }
    return List.copyOf(roots);
  }

  @Override
  public String rootsDigest() {
    return files().map(FileUpstream::stamp).toList().toString();
  }

  @Override
  public UpstreamRoot createRoot(String name, Duration ttl) {
    IssuerFiles files =
        next.orElseThrow(
            () ->
                new KeysException(
                    "ca/no-next-root",
                    "roots come from files, and no files are named to rotate to (expected:"
                        + " `next-certificate` and `next-key` beside `certificate` and `key`)"));
    return root(issuer(files));
  }

  @Override
  public List<X509Certificate> signIntermediate(UpstreamRoot root, byte[] csr, Duration ttl) {
    IssuerFiles.Issuer issuer =
        issuers().stream()
            .filter(each -> root(each).sha256().equals(root.sha256()))
            .findFirst()
            .orElseThrow(
                () ->
                    new KeysException(
                        "ca/root-unknown",
                        "no certificate file leads to root sha256:" + root.sha256()));
    List<X509Certificate> chain = new ArrayList<>();
    chain.add(
        certificates.intermediate(csr, issuer.certificate(), issuer.key(), clock.instant(), ttl));
    chain.addAll(issuer.chain().subList(0, issuer.chain().size() - 1));
    return chain;
  }

  @Override
  public void retireRoot(UpstreamRoot root) {
    List<IssuerFiles.Issuer> issuers = issuers();
    List<Path> kept =
        issuers.stream()
            .filter(issuer -> !root(issuer).sha256().equals(root.sha256()))
            .map(issuer -> issuer.files().key())
            .toList();
    for (IssuerFiles.Issuer issuer : issuers) {
      Path key = issuer.files().key();
      if (root(issuer).sha256().equals(root.sha256()) && !kept.contains(key)) {
        destroy(key);
        read.remove(issuer.files());
        LOG.atInfo()
            .addKeyValue("key", key)
            .addKeyValue("root_sha256", root.sha256())
            .log("key file destroyed");
      }
    }
  }

  @Override
  public List<KeyCustody> custody() {
    return issuers().stream()
        .map(issuer -> issuer.key().custody(issuer.chain().size() == 1 ? "root" : "issuer"))
        .toList();
  }

  @Override
  public UpstreamHealth health() {
    for (IssuerFiles files : files().toList()) {
      try {
        if (files.hasKey()) {
          read(files);
        }
      } catch (KeysException e) {
        return new UpstreamHealth.Unusable(e.code(), String.valueOf(e.getMessage()));
      }
    }
    return files().anyMatch(IssuerFiles::hasKey)
        ? new UpstreamHealth.Usable()
        : new UpstreamHealth.Unusable(
            "ca/upstream-files", "key file `" + current.key() + "` is not there");
  }

  private Stream<IssuerFiles> files() {
    return Stream.concat(Stream.of(current), next.stream());
  }

  private List<IssuerFiles.Issuer> issuers() {
    return files().filter(IssuerFiles::hasKey).map(this::issuer).toList();
  }

  // As it is in the files, or as it was when they could be read last.
  private IssuerFiles.Issuer issuer(IssuerFiles files) {
    try {
      return read(files);
    } catch (KeysException e) {
      Read before = read.get(files);
      if (before == null) {
        throw new UpstreamUnavailableException(e.code(), String.valueOf(e.getMessage()), e);
      }
      return before.issuer();
    }
  }

  private IssuerFiles.Issuer read(IssuerFiles files) {
    String stamp = stamp(files);
    Read before = read.get(files);
    if (before != null && before.stamp().equals(stamp)) {
      return before.issuer();
    }
    IssuerFiles.Issuer issuer = files.read();
    read.put(files, new Read(stamp, issuer));
    return issuer;
  }

  private static UpstreamRoot root(IssuerFiles.Issuer issuer) {
    return new UpstreamRoot(issuer.files().certificate().getFileName().toString(), issuer.root());
  }

  private static String stamp(IssuerFiles files) {
    return stamp(files.certificate()) + " " + stamp(files.key());
  }

  private static String stamp(Path file) {
    try {
      return Files.getLastModifiedTime(file) + "/" + Files.size(file);
    } catch (IOException e) {
      return "none";
    }
  }

  private static void destroy(Path key) {
    try {
      try (FileChannel channel = FileChannel.open(key, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.allocate((int) Math.min(channel.size(), 1 << 16)), 0);
        channel.force(true);
      }
      Files.deleteIfExists(key);
      try (FileChannel folder = FileChannel.open(key.toAbsolutePath().getParent())) {
        folder.force(true);
      }
    } catch (IOException e) {
      throw new UpstreamUnavailableException(
          "ca/upstream-files", "key file `" + key + "` cannot be destroyed: " + e, e);
    }
  }
}
