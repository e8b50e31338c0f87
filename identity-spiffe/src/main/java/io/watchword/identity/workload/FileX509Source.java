package io.watchword.identity.workload;

import io.watchword.identity.bundle.BundleJson;
import io.watchword.identity.bundle.BundlePem;
import io.watchword.identity.bundle.TrustBundles;
import io.watchword.identity.bundle.X509Bundle;
import io.watchword.identity.id.IdentityException;
import io.watchword.identity.id.TrustDomain;
import io.watchword.identity.svid.RevocationLists;
import io.watchword.identity.svid.X509Svid;
import io.watchword.identity.x509.StrictX509Crl;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An identity from files, read again when they change. Thread-safe; looks at the files on a thread
/// of its own.
///
/// The files are replaced one by one by somebody else, so that now and then they do not fit each
/// other: a new state is taken only when key and certificate belong together, all of it can be
/// read, and the same bytes lie there at the end as at the beginning. Until then the last one
/// stays.
public final class FileX509Source implements X509Source {
  // Polling and comparing contents, not file events: Kubernetes swaps a symbolic link three
  // directories up, and events get lost.

  private static final Logger log = LoggerFactory.getLogger(FileX509Source.class);
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final FileX509Paths paths;
  private final LatestContext latest;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("identity-files").factory());
  private Map<Path, String> seen = Map.of();

  private FileX509Source(FileX509Paths paths, InstantSource clock) {
    this.paths = paths;
    this.latest = new LatestContext(clock, "files have not been read");
  }

  /// Reads the files and watches them. Where they cannot be read, [#current] says why, and they are
  /// tried again.
  public static FileX509Source open(FileX509Paths paths, InstantSource clock) {
    FileX509Source source = new FileX509Source(paths, clock);
    source.look();
    source.thread.scheduleWithFixedDelay(
        source::look, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    return source;
  }

  @Override
  public X509Context current() {
    return latest.current();
  }

  @Override
  public void onChange(Consumer<X509Context> listener) {
    latest.add(listener);
  }

  /// Why the files, as they are now, are not used; empty where they are.
  public Optional<String> problem() {
    return latest.problem();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  /// Looks once, and takes what is new.
  synchronized void look() {
    try {
      Map<Path, String> contents = read();
      if (contents.equals(seen) || !contents.equals(read())) {
        return;
      }
      seen = contents;
      X509Context context = context(contents);
      log.atInfo()
          .addKeyValue("spiffe_id", context.defaultSvid().id())
          .addKeyValue("serial", context.defaultSvid().serial())
          .addKeyValue("not_after", context.defaultSvid().notAfter())
          .log("identity read from files");
      latest.publish(context);
    } catch (IOException e) {
      seen = Map.of();
      failed("`" + e.getMessage() + "` cannot be read (" + e.getClass().getSimpleName() + ")");
    } catch (IdentityException e) {
      failed(e.getMessage());
    }
  }

  private void failed(String why) {
    if (!latest.problem().equals(Optional.of(why))) {
      log.atWarn()
          .addKeyValue("certificates", paths.certificates())
          .addKeyValue("why", why)
          .log("identity files are not usable");
    }
    latest.failed(why);
  }

  private Map<Path, String> read() throws IOException {
    List<Path> files = new ArrayList<>(List.of(paths.certificates(), paths.key()));
    paths.ownBundle().ifPresent(files::add);
    files.addAll(paths.bundles().values());
    Map<Path, String> contents = new LinkedHashMap<>();
    for (Path file : files) {
      contents.put(file, new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    }
    for (Path file : paths.revocationLists()) {
      // May be DER: a character a byte, so that they come back as they were.
      contents.put(file, new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
    }
    return contents;
  }

  private X509Context context(Map<Path, String> contents) {
    X509Svid svid =
        X509Svid.parsePem(
            content(contents, paths.certificates()), content(contents, paths.key()), "");
    List<X509Bundle> bundles = new ArrayList<>();
    paths
        .ownBundle()
        .ifPresent(
            file -> bundles.addAll(bundles(svid.id().trustDomain(), content(contents, file))));
    paths
        .bundles()
        .forEach((domain, file) -> bundles.addAll(bundles(domain, content(contents, file))));
    List<StrictX509Crl> lists = new ArrayList<>();
    for (Path file : paths.revocationLists()) {
      lists.addAll(
          StrictX509Crl.parseFile(content(contents, file).getBytes(StandardCharsets.ISO_8859_1)));
    }
    return new X509Context(List.of(svid), TrustBundles.of(bundles), RevocationLists.of(lists));
  }

  private static String content(Map<Path, String> contents, Path file) {
    return contents.getOrDefault(file, "");
  }

  private static List<X509Bundle> bundles(TrustDomain domain, String text) {
    if (!text.stripLeading().startsWith("{")) {
      return List.of(BundlePem.parse(domain, text));
    }
    return BundleJson.isMap(text)
        ? List.copyOf(BundleJson.parseMap(text).byTrustDomain().values())
        : List.of(BundleJson.parse(domain, text));
  }
}
