package io.watchword.cli.quickstart;

import io.watchword.cli.running.CaAnswer;
import io.watchword.cli.running.wire.EntriesClient;
import io.watchword.identity.svid.X509Svid;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// A registration entry for the tour itself, and the SVID it gives; removed when closed.
final class OwnEntry implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(15);

  private final Scene scene;
  private final CaAnswer.Entry entry;

  private OwnEntry(Scene scene, CaAnswer.Entry entry) {
    this.scene = scene;
    this.entry = entry;
  }

  /// @param name last part of the SPIFFE ID, in the shop's namespace; also the hint
  /// @param ttlSeconds life of the SVIDs; 0: the CA's default
  static OwnEntry create(Scene scene, String name, long ttlSeconds) {
    try (EntriesClient ca = EntriesClient.of(scene.mesh().adminSocket())) {
      return new OwnEntry(
          scene,
          ca.createEntry(
              CaAnswer.Entry.wanted(
                      spiffeId(scene, name),
                      scene.mesh().agentId(),
                      List.of("unix:uid:" + scene.mesh().accounts().own()),
                      name)
                  .withX509SvidTtl(ttlSeconds)));
    }
  }

  static String spiffeId(Scene scene, String name) {
    return "spiffe://" + scene.file().trustDomain() + "/ns/shop/sa/" + name;
  }

  X509Svid svid() throws IOException, InterruptedException {
    return Identities.fetch(
        scene.layout().workloadApi(),
        entry.hint(),
        scene.folder().resolve("svid-" + entry.hint()),
        LIMIT);
  }

  @Override
  public void close() {
    try (EntriesClient ca = EntriesClient.of(scene.mesh().adminSocket())) {
      ca.deleteEntry(entry.entryId());
    }
  }
}
