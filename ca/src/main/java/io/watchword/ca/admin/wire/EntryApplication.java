package io.watchword.ca.admin.wire;

import io.grpc.stub.StreamObserver;
import io.watchword.api.entries.ApplyEntriesRequest;
import io.watchword.api.entries.ApplyHeader;
import io.watchword.api.entries.EntryChange;
import io.watchword.ca.node.wire.CallFailures;
import io.watchword.ca.registration.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One `ApplyEntries`, as its messages come in. Nothing is done before the last; a message that is
/// wrong ends the call. One message at a time.
final class EntryApplication implements StreamObserver<ApplyEntriesRequest> {
  private static final int MAX_ENTRIES = 1_000_000;
  private static final Pattern SOURCE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private final BiConsumer<Order, StreamObserver<EntryChange>> effect;
  private final StreamObserver<EntryChange> out;
  private final List<Entry> wanted = new ArrayList<>();
  private @Nullable ApplyHeader header;
  private boolean refused;

  EntryApplication(
      BiConsumer<Order, StreamObserver<EntryChange>> effect, StreamObserver<EntryChange> out) {
    this.effect = effect;
    this.out = out;
  }

  /// What is to be done.
  record Order(String source, List<Entry> wanted, boolean dryRun, boolean keep) {

    /// Copies the list.
    Order {
      wanted = List.copyOf(wanted);
    }
  }

  @Override
  public void onNext(ApplyEntriesRequest part) {
    if (refused) {
      return;
    }
    try {
      take(part);
    } catch (RuntimeException e) {
      refused = true;
      out.onError(CallFailures.of(e).asStatus());
    }
  }

  @Override
  public void onError(Throwable gone) {
    // The caller went away before the last message: nothing is done.
    wanted.clear();
  }

  @Override
  public void onCompleted() {
    if (refused) {
      return;
    }
    ApplyHeader said = header;
    if (said == null) {
      out.onError(
          CallFailures.of(new IllegalArgumentException("no header (expected: a source, first)"))
              .asStatus());
      return;
    }
    effect.accept(new Order(said.getSource(), wanted, said.getDryRun(), said.getKeep()), out);
  }

  private void take(ApplyEntriesRequest part) {
    ApplyHeader said = header;
    if (said == null) {
      said = part.getHeader();
      if (!SOURCE.matcher(said.getSource()).matches()) {
        throw new IllegalArgumentException(
            "source `"
                + said.getSource()
                + "` (expected: 1 to 64 letters, digits, `.`, `-` or `_`)");
      }
      header = said;
      return;
    }
    if (!part.hasEntry()) {
      throw new IllegalArgumentException("a part without an entry");
    }
    if (wanted.size() == MAX_ENTRIES) {
      throw new IllegalArgumentException("more than " + MAX_ENTRIES + " entries");
    }
    wanted.add(EntryMessages.entry(part.getEntry(), said.getSource()));
  }
}
