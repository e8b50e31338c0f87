package io.watchword.ca.vault.transit;

import io.watchword.ca.keys.KeyType;
import io.watchword.ca.keys.SigningKey;
import io.watchword.ca.keys.SigningKeys;
import io.watchword.ca.keys.StoredKey;
import io.watchword.ca.keys.UpstreamHealth;
import io.watchword.ca.vault.JdkTransport;
import io.watchword.ca.vault.TokenSource;
import io.watchword.ca.vault.VaultSession;
import io.watchword.ca.vault.VaultSettings;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Our keys in a Transit mount of Vault or OpenBao: made there, never to be read, with the
/// certificates that belong to them beside them. Thread-safe; every call but `backend` asks the
/// network.
///
/// What a name means is Vault's to say, each time: several CAs share the mount, and one of them may
/// have made or destroyed a key a moment ago.
public final class TransitKeys implements SigningKeys {
  /// What it calls itself.
  public static final String BACKEND = "vault-transit";

  private static final Logger LOG = LoggerFactory.getLogger(TransitKeys.class);

  private final VaultSettings server;
  private final TransitSettings settings;
  private final TransitMount mount;
  // By name and version in Vault: who finds a key again shares its batches.
  private final Map<String, SignatureBatches> batches = new ConcurrentHashMap<>();

  /// Does not ask Vault anything yet.
  public TransitKeys(
      VaultSettings server, TransitSettings settings, TokenSource tokens, InstantSource clock) {
    this(server, settings, VaultSession.open(new JdkTransport(server), tokens, clock));
  }

  TransitKeys(VaultSettings server, TransitSettings settings, VaultSession session) {
    this.server = server;
    this.settings = settings;
    this.mount = new TransitMount(session, settings.mount());
  }

  @Override
  public String backend() {
    return BACKEND;
  }

  @Override
  public boolean outlivesTheProcess() {
    return true;
  }

  @Override
  public List<String> names(String prefix) {
    return mount.names().stream()
        .flatMap(name -> settings.ours(name).stream())
        .filter(name -> name.startsWith(prefix))
        .filter(name -> !chain(name).isEmpty())
        .sorted()
        .toList();
  }

  @Override
  public List<X509Certificate> chain(String name) {
    return mount.key(settings.inVault(name)).map(TransitKey::chain).orElse(List.of());
  }

  @Override
  public Optional<StoredKey> find(String name) {
    return mount
        .key(settings.inVault(name))
        .filter(TransitKey::isCertified)
        .map(key -> new StoredKey(name, signingKey(key), key.chain()));
  }

  @Override
  public StoredKey generate(
      String name, KeyType type, Function<SigningKey, List<X509Certificate>> certify) {
    String inVault = settings.inVault(name);
    Optional<TransitKey> before = mount.key(inVault);
    if (before.isEmpty()) {
      mount.create(inVault, type);
    }
    // An earlier try may have got as far as the key.
    TransitKey key = before.or(() -> mount.key(inVault)).orElseThrow();
    SigningKey signing = signingKey(key);
    if (key.isCertified()) {
      return new StoredKey(name, signing, key.chain());
    }
    List<X509Certificate> chain = certify.apply(signing);
    List<X509Certificate> labelled = new ArrayList<>(List.of(KeyLabel.of(signing)));
    labelled.addAll(chain);
    mount.certify(key, labelled);
    LOG.atInfo()
        .addKeyValue("key", inVault)
        .addKeyValue("type", key.type().label())
        .addKeyValue("not_after", chain.getFirst().getNotAfter().toInstant())
        .log("key made and certified in vault");
    return new StoredKey(name, signing, chain);
  }

  @Override
  public void destroy(String name) {
    String inVault = settings.inVault(name);
    mount.destroy(inVault);
    batches.keySet().stream()
        .filter(key -> key.startsWith(inVault + ":"))
        .toList()
        .forEach(
            key -> Optional.ofNullable(batches.remove(key)).ifPresent(SignatureBatches::close));
    LOG.atInfo().addKeyValue("key", inVault).log("key destroyed in vault");
  }

  @Override
  public UpstreamHealth health() {
    return mount.health();
  }

  @Override
  public void close() {
    batches.values().forEach(SignatureBatches::close);
    mount.close();
  }

  private SigningKey signingKey(TransitKey key) {
    SignatureBatches shared =
        batches.computeIfAbsent(
            key.name() + ":" + key.version(),
            _ ->
                new SignatureBatches(
                    mount, key, server.readTimeout().plus(server.connectTimeout())));
    return new TransitSigningKey(key, shared, where(key));
  }

  private Map<String, String> where(TransitKey key) {
    Map<String, String> where = new TreeMap<>();
    where.put("address", server.address().toString());
    server.namespace().ifPresent(namespace -> where.put("namespace", namespace));
    where.put("mount", settings.mount());
    where.put("key_name", key.name());
    where.put("key_version", Integer.toString(key.version()));
    where.put("exportable", "false");
    return where;
  }
}
