package io.watchword.ca.vault;

import io.watchword.ca.keys.Secret;
import io.watchword.ca.keys.UpstreamUnavailableException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where the secret of an AppRole comes from.
public sealed interface SecretId {

  /// The secret, for the caller to wipe.
  ///
  /// @throws UpstreamUnavailableException `ca/upstream-refused` where there is none
  Secret read(VaultTransport transport);

  /// A file with the secret alone.
  record InFile(Path file) implements SecretId {

    @Override
    public Secret read(VaultTransport transport) {
      return SecretFile.read("secret id file", file);
    }
  }

  /// A file with a wrapping token: whoever unwraps it first has the secret, and nobody after.
  ///
  /// Unwrapped once, and kept in memory from then on; a new wrapping token in the file is unwrapped
  /// in its turn. Thread-safe by one lock, held over the network: two that unwrap at once would
  /// make one fail.
  final class Wrapped implements SecretId {
    private static final Logger LOG = LoggerFactory.getLogger(Wrapped.class);

    private final Path file;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Secret wrapping;
    private @Nullable Secret unwrapped;

    /// @param file with the wrapping token alone
    public Wrapped(Path file) {
      this.file = file;
    }

    @Override
    public Secret read(VaultTransport transport) {
      lock.lock();
      try {
        Secret before = wrapping;
        Secret known = unwrapped;
        if (known == null) {
          Secret token = SecretFile.read("wrapping token file", file);
          return unwrap(transport, token);
        }
        Secret now = readAgain(before);
        return now == null ? new Secret(known.copy()) : unwrap(transport, now);
      } finally {
        lock.unlock();
      }
    }

    // The file may be gone by now: who hands over wrapped secrets often removes it.
    private @Nullable Secret readAgain(@Nullable Secret before) {
      try {
        Secret now = SecretFile.read("wrapping token file", file);
        return now.equals(before) ? null : now;
      } catch (UpstreamUnavailableException e) {
        return null;
      }
    }

    private Secret unwrap(VaultTransport transport, Secret token) {
      VaultCall call = VaultCall.write("sys/wrapping/unwrap", Map.of());
      VaultAnswer answer;
      try (VaultToken bearer = new VaultToken(new Secret(token.copy()))) {
        answer = transport.send(call, bearer);
      }
      if (answer.status() >= 500) {
        throw VaultSession.unavailable(call, answer);
      }
      String text = answer.data().path("secret_id").asText();
      if (!answer.isOk() || text.isEmpty()) {
        throw new UpstreamUnavailableException(
            "ca/upstream-unwrapped",
            "the wrapping token in `"
                + file
                + "` cannot be unwrapped: it has expired, or somebody else had the secret id before"
                + " us (expected: a token that was never used; have the secret id destroyed and put"
                + " a new one in its place)");
      }
      Secret secret = Secret.of(text);
      Secret old = unwrapped;
      unwrapped = secret;
      wrapping = token;
      if (old != null) {
        old.close();
      }
      LOG.atInfo().addKeyValue("file", file).log("secret id for vault unwrapped");
      return new Secret(secret.copy());
    }
  }
}
