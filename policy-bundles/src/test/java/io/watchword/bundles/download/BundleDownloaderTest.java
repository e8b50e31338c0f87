package io.watchword.bundles.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.workload.X509Context;
import io.watchword.tests.kit.FakeClock;
import io.watchword.tests.kit.TestCa;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BundleDownloaderTest {

  private static final String SERVER = "spiffe://example.org/watchword/authz";
  private static final String CLIENT = "spiffe://example.org/ns/shop/sa/web";
  private static final Duration LONG = Duration.ofHours(1);

  private final TestCa ca = TestCa.root("example.org");
  private final BundleShelf shelf =
      new BundleShelf(HandFedX509Source.context(ca, SERVER, ca), "example.org");
  private final Heard heard = new Heard();
  private Optional<BundleDownloader> downloader = Optional.empty();

  @AfterEach
  void stop() {
    downloader.ifPresent(BundleDownloader::close);
    shelf.close();
  }

  @Test
  void start_nothingKnown_asksWithoutETagAndDelivers() throws InterruptedException {
    start(source());
    shelf.answers.add(BundleShelf.Answer.bundle("\"sha256:1\"", "one"));
    assertThat(shelf.asked.take())
        .isEqualTo(new BundleShelf.Asked("null", "modes=snapshot;wait=3600"));
    assertThat(heard.next()).isEqualTo("bundle one");
  }

  @Test
  void start_bundleDelivered_asksForTheNextAtOnce() throws InterruptedException {
    start(source());
    shelf.answers.add(BundleShelf.Answer.bundle("\"sha256:1\"", "one"));
    shelf.answers.add(BundleShelf.Answer.bundle("\"sha256:2\"", "two"));
    assertThat(heard.next()).isEqualTo("bundle one");
    assertThat(heard.next()).isEqualTo("bundle two");
    shelf.asked.take();
    assertThat(shelf.asked.take().ifNoneMatch()).isEqualTo("\"sha256:1\"");
  }

  @Test
  void start_digestKnown_asksOnlyForAnother() throws InterruptedException {
    start(source(), Optional.of("sha256:7"), settings());
    shelf.answers.add(BundleShelf.Answer.status(304));
    assertThat(shelf.asked.take().ifNoneMatch()).isEqualTo("\"sha256:7\"");
    assertThat(heard.next()).isEqualTo("unchanged");
    assertThat(shelf.asked.take().ifNoneMatch()).isEqualTo("\"sha256:7\"");
  }

  @Test
  void start_bundleNotAccepted_asksForItAgain() throws InterruptedException {
    heard.accepts = false;
    start(source());
    shelf.answers.add(BundleShelf.Answer.bundle("\"sha256:1\"", "one"));
    shelf.answers.add(BundleShelf.Answer.bundle("\"sha256:1\"", "one"));
    assertThat(heard.next()).isEqualTo("bundle one");
    assertThat(heard.next()).isEqualTo("bundle one");
    shelf.asked.take();
    assertThat(shelf.asked.take().ifNoneMatch()).isEqualTo("null");
  }

  @Test
  void start_serverFails_triesAgain() throws InterruptedException {
    start(source());
    shelf.answers.add(BundleShelf.Answer.status(503));
    shelf.answers.add(BundleShelf.Answer.bundle("\"sha256:1\"", "one"));
    assertThat(heard.next())
        .isEqualTo("bundles/download `" + shelf.url() + "` answered 503 (expected: 200 or 304)");
    assertThat(heard.next()).isEqualTo("bundle one");
  }

  @Test
  void start_answerTooLarge_isCutOff() throws InterruptedException {
    start(source(), Optional.empty(), settings(2));
    shelf.answers.add(BundleShelf.Answer.bundle("\"sha256:1\"", "one"));
    assertThat(heard.next()).startsWith("bundles/unreachable ");
  }

  @Test
  void start_serverUnreachable_saysSo() throws InterruptedException {
    shelf.close();
    start(source());
    assertThat(heard.next()).startsWith("bundles/unreachable `" + shelf.url() + "`");
  }

  @Test
  void start_serverOfAnotherCa_isNotAsked() throws InterruptedException {
    start(HandFedX509Source.of(HandFedX509Source.context(ca, CLIENT, TestCa.root("example.org"))));
    assertThat(heard.next()).startsWith("bundles/server-identity ");
    assertThat(shelf.asked).isEmpty();
  }

  @Test
  void start_serverIsAnotherWorkload_isNotAsked() throws InterruptedException {
    var expected = SpiffeId.parse("spiffe://example.org/watchword/other");
    start(source(), Optional.empty(), settings(1000, Optional.of(expected)));
    assertThat(heard.next())
        .isEqualTo(
            "bundles/server-identity the peer is `" + SERVER + "` (expected: `" + expected + "`)");
    assertThat(shelf.asked).isEmpty();
  }

  @Test
  void start_noIdentityYet_startsWithTheFirstOne() throws InterruptedException {
    HandFedX509Source source = HandFedX509Source.empty();
    start(source, Optional.empty(), patient());
    assertThat(heard.next())
        .isEqualTo("bundles/no-identity there is no SVID to present: nothing was fed yet");
    shelf.answers.add(BundleShelf.Answer.bundle("\"sha256:1\"", "one"));
    source.feed(context());
    assertThat(heard.next()).isEqualTo("bundle one");
  }

  @Test
  void start_newSvidWhileARequestIsHeld_asksAgainWithIt() throws InterruptedException {
    HandFedX509Source source = source();
    start(source, Optional.empty(), patient());
    shelf.asked.take();
    source.feed(context());
    assertThat(shelf.asked.poll(20, TimeUnit.SECONDS)).isNotNull();
  }

  @Test
  void start_trustArrivesAfterARefusal_doesNotWaitOutThePause() throws InterruptedException {
    TestCa other = TestCa.root("example.org");
    HandFedX509Source source = HandFedX509Source.of(HandFedX509Source.context(ca, CLIENT, other));
    start(source, Optional.empty(), patient());
    assertThat(heard.next()).startsWith("bundles/server-identity ");
    shelf.answers.add(BundleShelf.Answer.bundle("\"sha256:1\"", "one"));
    source.feed(HandFedX509Source.context(ca, CLIENT, other, ca));
    assertThat(heard.next()).isEqualTo("bundle one");
  }

  @Test
  void start_listenerThrows_isAFailureAndGoesOn() throws InterruptedException {
    heard.fails = true;
    start(source());
    shelf.answers.add(BundleShelf.Answer.bundle("\"sha256:1\"", "one"));
    assertThat(heard.next()).isEqualTo("bundles/activation disk full");
    heard.fails = false;
    shelf.answers.add(BundleShelf.Answer.bundle("\"sha256:1\"", "one"));
    assertThat(heard.next()).isEqualTo("bundle one");
  }

  @Test
  void close_requestHeld_endsAtOnce() throws InterruptedException {
    start(source(), Optional.empty(), patient());
    shelf.asked.take();
    downloader.orElseThrow().close();
    assertThat(heard.events).isEmpty();
  }

  @Test
  void settings_plainHttp_isRefused() {
    assertThatThrownBy(() -> DownloadSettings.of(URI.create("http://a/b"), Optional.empty()))
        .hasMessage("bundle url `http://a/b` (expected: `https://HOST:PORT/PATH`)");
  }

  @Test
  void backoff_failures_doubleUpToTheLimit() {
    var backoff = new Backoff(Duration.ofMillis(100), Duration.ofMillis(300), new Random(1));
    assertThat(backoff.afterFailure()).isBetween(Duration.ofMillis(50), Duration.ofMillis(100));
    assertThat(backoff.afterFailure()).isBetween(Duration.ofMillis(100), Duration.ofMillis(200));
    assertThat(backoff.afterFailure()).isBetween(Duration.ofMillis(150), Duration.ofMillis(300));
    assertThat(backoff.afterFailure()).isBetween(Duration.ofMillis(150), Duration.ofMillis(300));
    backoff.reset();
    assertThat(backoff.afterFailure()).isBetween(Duration.ofMillis(50), Duration.ofMillis(100));
  }

  private HandFedX509Source source() {
    return HandFedX509Source.of(context());
  }

  private X509Context context() {
    return HandFedX509Source.context(ca, CLIENT, ca);
  }

  private DownloadSettings settings() {
    return settings(1000);
  }

  private DownloadSettings settings(long maxBytes) {
    return settings(maxBytes, Optional.empty());
  }

  private DownloadSettings settings(long maxBytes, Optional<SpiffeId> server) {
    Duration soon = Duration.ofMillis(1);
    return new DownloadSettings(shelf.url(), server, LONG, soon, soon, soon, maxBytes);
  }

  /// Pauses that no test would survive.
  private DownloadSettings patient() {
    return new DownloadSettings(shelf.url(), Optional.empty(), LONG, LONG, LONG, LONG, 1000);
  }

  private void start(HandFedX509Source source) {
    start(source, Optional.empty(), settings());
  }

  private void start(HandFedX509Source source, Optional<String> digest, DownloadSettings settings) {
    downloader =
        Optional.of(
            BundleDownloader.start(
                settings,
                BundleDownloader.Identity.of(source),
                digest,
                new BundleDownloader.Outside(heard, FakeClock.start(), new Random(1))));
  }

  /// What the downloader said, in order.
  private static final class Heard implements DownloadListener {

    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private volatile boolean accepts = true;
    private volatile boolean fails;

    String next() throws InterruptedException {
      return String.valueOf(events.poll(20, TimeUnit.SECONDS));
    }

    @Override
    public boolean onBundle(byte[] archive) {
      if (fails) throw new IllegalStateException("disk full");
      events.add("bundle " + new String(archive, StandardCharsets.UTF_8));
      return accepts;
    }

    @Override
    public void onUnchanged() {
      events.add("unchanged");
    }

    @Override
    public void onFailure(String code, String why, Duration retryIn) {
      events.add(code + " " + why);
    }
  }
}
