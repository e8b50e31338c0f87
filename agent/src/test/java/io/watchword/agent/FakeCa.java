package io.watchword.agent;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.watchword.api.node.AttestNodeBegin;
import io.watchword.api.node.AttestNodeRequest;
import io.watchword.api.node.AttestNodeResponse;
import io.watchword.api.node.AttestNodeResult;
import io.watchword.api.node.IssueJwtSvidRequest;
import io.watchword.api.node.IssueJwtSvidResponse;
import io.watchword.api.node.IssueX509SvidsRequest;
import io.watchword.api.node.IssueX509SvidsResponse;
import io.watchword.api.node.JwtKey;
import io.watchword.api.node.NodeGrpc;
import io.watchword.api.node.Refusal;
import io.watchword.api.node.RenewNodeRequest;
import io.watchword.api.node.RenewNodeResponse;
import io.watchword.api.node.ReportTrustRequest;
import io.watchword.api.node.ReportTrustResponse;
import io.watchword.api.node.SyncRequest;
import io.watchword.api.node.SyncResponse;
import io.watchword.api.node.TrustBundle;
import io.watchword.api.node.WorkloadEntry;
import io.watchword.api.node.X509Chain;
import io.watchword.api.node.X509SvidOrder;
import io.watchword.api.node.X509SvidResult;
import io.watchword.tests.kit.TestCa;
import io.watchword.tests.kit.TestJwt;
import io.watchword.tests.kit.TestKeys;
import io.watchword.tests.kit.TestSvid;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/// A CA as agents see it, on loopback with real TLS, and with any fault on demand. Thread-safe: all
/// state under its own lock.
final class FakeCa implements AutoCloseable {

  static final String TRUST_DOMAIN = "example.org";
  static final String AGENT = "spiffe://example.org/watchword/agent/a1";

  private static final byte[] CHALLENGE =
      "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final Context.Key<X509Certificate> CLIENT = Context.key("client");

  private final InstantSource clock;
  private final List<TestCa> roots = new ArrayList<>();
  private TestCa issuingRoot;
  private TestCa intermediate;
  private long sequence = 1;
  private Duration svidTtl = Duration.ofHours(1);
  private Duration nodeTtl = Duration.ofHours(4);
  private final List<WorkloadEntry> entries = new ArrayList<>();
  private final Set<String> joinTokens = new HashSet<>();
  private final List<TrustBundle> federated = new ArrayList<>();
  private final List<ByteString> crls = new ArrayList<>();
  private KeyPair jwtKeys = TestKeys.ec();
  private String jwtKeyId = "jwt-1";
  private Duration jwtTtl = Duration.ofMinutes(5);
  private Duration busyFor = Duration.ZERO;
  private Duration ahead = Duration.ZERO;
  private long revisions;
  private int partSize = Integer.MAX_VALUE;
  private final Set<String> declined = new HashSet<>();
  private boolean evicted;
  private boolean issuingRefused;
  private CompletableFuture<Void> issuing = CompletableFuture.completedFuture(null);
  private String signsFor = "";
  private final List<ServerCallStreamObserver<SyncResponse>> streams = new ArrayList<>();
  private Server server;
  private int port;

  final List<ReportTrustRequest> reports = new CopyOnWriteArrayList<>();
  final List<Integer> batches = new CopyOnWriteArrayList<>();
  final List<String> clientSerials = new CopyOnWriteArrayList<>();

  /// Types, one for each agent let in.
  final List<String> attestations = new CopyOnWriteArrayList<>();

  final AtomicInteger renewals = new AtomicInteger();
  final AtomicInteger asked = new AtomicInteger();
  final AtomicInteger issued = new AtomicInteger();
  final AtomicInteger tokens = new AtomicInteger();
  final AtomicInteger refusals = new AtomicInteger();

  FakeCa(InstantSource clock) {
    this.clock = clock;
    this.issuingRoot = TestCa.root(TRUST_DOMAIN);
    this.intermediate = issuingRoot.intermediate();
    roots.add(issuingRoot);
    start();
  }

  int port() {
    return port;
  }

  synchronized String newToken() {
    byte[] secret = new byte[32];
    new java.security.SecureRandom().nextBytes(secret);
    String token =
        "wwt_"
            + Base64.getUrlEncoder().withoutPadding().encodeToString(secret)
            + "."
            + sha256Hex(issuingRoot.der());
    joinTokens.add(token);
    return token;
  }

  synchronized String rootSha256() {
    return sha256Hex(issuingRoot.der());
  }

  synchronized long sequence() {
    return sequence;
  }

  synchronized void svidTtl(Duration ttl) {
    svidTtl = ttl;
  }

  synchronized void nodeTtl(Duration ttl) {
    nodeTtl = ttl;
  }

  synchronized void entry(String id, String spiffeId, String hint, String... selectors) {
    put(
        WorkloadEntry.newBuilder()
            .setEntryId(id)
            .setSpiffeId(spiffeId)
            .setHint(hint)
            .addAllSelectors(List.of(selectors)));
  }

  /// Any entry; a new revision each time.
  synchronized void put(WorkloadEntry.Builder changed) {
    WorkloadEntry entry = changed.setRevision(++revisions).build();
    entries.removeIf(one -> one.getEntryId().equals(entry.getEntryId()));
    entries.add(entry);
    push(List.of(entry), List.of());
  }

  /// Many entries at once, told to nobody who is connected already.
  synchronized void register(List<WorkloadEntry> many) {
    entries.addAll(many);
  }

  /// How many entries go into one message.
  synchronized void partsOf(int count) {
    partSize = count;
  }

  /// A foreign trust domain, and the key of its JWT-SVIDs under the id `foreign`.
  synchronized void federate(TestCa root, KeyPair jwtKey) {
    federated.removeIf(bundle -> bundle.getTrustDomain().equals(root.trustDomain()));
    federated.add(
        TrustBundle.newBuilder()
            .setTrustDomain(root.trustDomain())
            .setSequence(++sequence)
            .addRoots(ByteString.copyFrom(root.der()))
            .addJwtKeys(jwtKey("foreign", jwtKey))
            .build());
    push();
  }

  synchronized void crl(byte[] der) {
    crls.add(ByteString.copyFrom(der));
    sequence++;
    push();
  }

  /// JWT-SVIDs are signed with another key; the one before is not published any more.
  synchronized void rotateJwtKey() {
    jwtKeys = TestKeys.ec();
    jwtKeyId += "+";
    sequence++;
    push();
  }

  synchronized KeyPair jwtKeys() {
    return jwtKeys;
  }

  synchronized void jwtTtl(Duration ttl) {
    jwtTtl = ttl;
  }

  /// Too busy for streams, until told otherwise; agents are to stay away for so long.
  synchronized void busy(Duration retryAfter) {
    busyFor = retryAfter;
  }

  synchronized void removeEntry(String id) {
    entries.removeIf(entry -> entry.getEntryId().equals(id));
    push(List.of(), List.of(id));
  }

  /// First step of a rotation: a second root is trusted, nothing is issued under it.
  synchronized TestCa publishNewRoot() {
    TestCa fresh = TestCa.root(TRUST_DOMAIN);
    roots.add(fresh);
    sequence++;
    push();
    return fresh;
  }

  synchronized void issueUnder(TestCa root) {
    issuingRoot = root;
    intermediate = root.intermediate();
    push();
  }

  synchronized void distrust(TestCa root) {
    roots.remove(root);
    sequence++;
    push();
  }

  synchronized TestCa issuingRoot() {
    return issuingRoot;
  }

  /// As a CA that was put back from an old copy would.
  synchronized void goBack() {
    sequence--;
    roots.add(TestCa.root(TRUST_DOMAIN));
    push();
  }

  /// Ends every stream; the server goes on.
  synchronized void dropStreams() {
    streams.forEach(
        stream ->
            stream.onError(Status.UNAVAILABLE.withDescription("dropped").asRuntimeException()));
    streams.clear();
  }

  /// Its clock is ahead of the agent's.
  synchronized void ahead(Duration by) {
    ahead = by;
  }

  synchronized void evict() {
    evicted = true;
    streams.forEach(
        stream ->
            stream.onError(
                Status.PERMISSION_DENIED.withDescription("evicted").asRuntimeException()));
    streams.clear();
  }

  synchronized void pardon() {
    evicted = false;
  }

  /// Orders wait until the answer is completed.
  synchronized CompletableFuture<Void> slowDown() {
    issuing = new CompletableFuture<>();
    return issuing;
  }

  /// Orders from now on are answered at once; those that wait, go on waiting.
  synchronized void noMoreSlowness() {
    issuing = CompletableFuture.completedFuture(null);
  }

  synchronized void refuseIssuing(boolean refused) {
    issuingRefused = refused;
  }

  synchronized void decline(String entryId) {
    declined.add(entryId);
  }

  synchronized void accept(String entryId) {
    declined.remove(entryId);
  }

  /// Signs everything for that ID instead.
  synchronized void signFor(String spiffeId) {
    signsFor = spiffeId;
  }

  synchronized int openStreams() {
    return streams.size();
  }

  void stop() throws InterruptedException {
    server.shutdownNow();
    server.awaitTermination(5, TimeUnit.SECONDS);
    synchronized (this) {
      streams.clear();
    }
  }

  /// On the same port as before.
  void start() {
    try {
      server =
          NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
              .sslContext(tls())
              .addService(ServerInterceptors.intercept(new Service(), new ClientCertificate()))
              .permitKeepAliveTime(1, TimeUnit.SECONDS)
              .build()
              .start();
      port = server.getPort();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws InterruptedException {
    stop();
  }

  private synchronized SslContext tls() {
    try {
      TestSvid svid = intermediate.leaf("spiffe://" + TRUST_DOMAIN + "/watchword/ca");
      List<X509Certificate> chain = new ArrayList<>(svid.chain());
      chain.add(issuingRoot.certificate());
      return GrpcSslContexts.configure(
              SslContextBuilder.forServer(svid.key(), chain.toArray(new X509Certificate[0])),
              SslProvider.JDK)
          .protocols("TLSv1.3")
          .clientAuth(ClientAuth.OPTIONAL)
          .trustManager(InsecureTrustManagerFactory.INSTANCE)
          .build();
    } catch (javax.net.ssl.SSLException e) {
      throw new IllegalStateException(e);
    }
  }

  private void push() {
    push(List.of(), List.of());
  }

  private void push(List<WorkloadEntry> changed, List<String> removed) {
    streams.forEach(stream -> send(stream, changed, removed, false));
  }

  private void send(
      StreamObserver<SyncResponse> stream,
      List<WorkloadEntry> some,
      List<String> removed,
      boolean whole) {
    int from = 0;
    while (some.size() - from > partSize) {
      stream.onNext(
          SyncResponse.newBuilder()
              .addAllEntries(some.subList(from, from + partSize))
              .setWhole(whole)
              .setMore(true)
              .build());
      from += partSize;
    }
    stream.onNext(
        SyncResponse.newBuilder()
            .setTrust(trust())
            .addAllFederated(federated)
            .addAllEntries(some.subList(from, some.size()))
            .addAllRemovedEntryIds(removed)
            .setWhole(whole)
            .setIssuingRootSha256(ByteString.copyFrom(sha256(issuingRoot.der())))
            .build());
  }

  private TrustBundle trust() {
    TrustBundle.Builder bundle =
        TrustBundle.newBuilder().setTrustDomain(TRUST_DOMAIN).setSequence(sequence);
    roots.forEach(root -> bundle.addRoots(ByteString.copyFrom(root.der())));
    return bundle.addJwtKeys(jwtKey(jwtKeyId, jwtKeys)).addAllCrls(crls).build();
  }

  private static JwtKey jwtKey(String id, KeyPair keys) {
    return JwtKey.newBuilder()
        .setKeyId(id)
        .setPublicKey(ByteString.copyFrom(keys.getPublic().getEncoded()))
        .build();
  }

  private X509Chain sign(String spiffeId, byte[] csr, Duration ttl) {
    PublicKey key = keyOf(csr);
    Instant now = clock.instant().plus(ahead);
    TestSvid svid =
        intermediate.leaf(
            spiffeId,
            leaf ->
                leaf.keys(new KeyPair(key, null)).validity(now.minusSeconds(10), now.plus(ttl)));
    X509Chain.Builder chain =
        X509Chain.newBuilder()
            .setSpiffeId(spiffeId)
            .setRootSha256(ByteString.copyFrom(sha256(issuingRoot.der())))
            .setNotAfter(Timestamp.newBuilder().setSeconds(now.plus(ttl).getEpochSecond()));
    svid.ders().forEach(der -> chain.addCertificates(ByteString.copyFrom(der)));
    return chain.build();
  }

  /// The key of a request whose subject is empty, after checking its signature.
  static PublicKey keyOf(byte[] csr) {
    try {
      byte[] information = element(csr, contentStart(csr, 0));
      int at = contentStart(information, 0);
      at += element(information, at).length; // version
      at += element(information, at).length; // subject
      PublicKey key =
          KeyFactory.getInstance("EC")
              .generatePublic(new X509EncodedKeySpec(element(information, at)));
      int signatureAt =
          contentStart(csr, 0)
              + information.length
              + element(csr, contentStart(csr, 0) + information.length).length;
      byte[] bits = element(csr, signatureAt);
      java.security.Signature verifier = java.security.Signature.getInstance("SHA256withECDSA");
      verifier.initVerify(key);
      verifier.update(information);
      int start = contentStart(bits, 0) + 1;
      if (!verifier.verify(Arrays.copyOfRange(bits, start, bits.length))) {
        throw new IllegalArgumentException("csr not signed by its key");
      }
      return key;
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("csr", e);
    }
  }

  private static byte[] element(byte[] der, int at) {
    int start = contentStart(der, at);
    return Arrays.copyOfRange(der, at, start + length(der, at));
  }

  private static int contentStart(byte[] der, int at) {
    return at + 2 + ((der[at + 1] & 0x80) == 0 ? 0 : der[at + 1] & 0x7f);
  }

  private static int length(byte[] der, int at) {
    int first = der[at + 1] & 0xff;
    if (first < 0x80) {
      return first;
    }
    int length = 0;
    for (int i = 0; i < (first & 0x7f); i++) {
      length = length << 8 | der[at + 2 + i] & 0xff;
    }
    return length;
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static String sha256Hex(byte[] bytes) {
    return HexFormat.of().formatHex(sha256(bytes));
  }

  private static final class ClientCertificate implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      Context context = Context.current();
      try {
        X509Certificate leaf =
            (X509Certificate)
                call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION).getPeerCertificates()[0];
        context = context.withValue(CLIENT, leaf);
      } catch (javax.net.ssl.SSLPeerUnverifiedException e) {
        // A caller without a certificate: AttestNode only.
      }
      return Contexts.interceptCall(context, call, headers, next);
    }
  }

  private final class Service extends NodeGrpc.NodeImplBase {

    @Override
    public StreamObserver<AttestNodeRequest> attestNode(StreamObserver<AttestNodeResponse> client) {
      return new StreamObserver<>() {
        private AttestNodeBegin begin = AttestNodeBegin.getDefaultInstance();

        @Override
        public void onNext(AttestNodeRequest request) {
          if (request.hasBegin()) {
            begin = request.getBegin();
          }
          boolean isAnswered = request.hasAnswer();
          if (begin.getType().equals("join_token") || isAnswered) {
            attest(begin, isAnswered, client);
          } else {
            // Good for every type: an x509pop agent signs it, an http_challenge agent serves it.
            client.onNext(
                AttestNodeResponse.newBuilder()
                    .setChallenge(ByteString.copyFrom(CHALLENGE))
                    .build());
          }
        }

        @Override
        public void onError(Throwable thrown) {}

        @Override
        public void onCompleted() {}
      };
    }

    private void attest(
        AttestNodeBegin begin, boolean proved, StreamObserver<AttestNodeResponse> client) {
      synchronized (FakeCa.this) {
        if (!proved && !joinTokens.remove(begin.getEvidence().toStringUtf8())) {
          client.onError(
              Status.UNAUTHENTICATED.withDescription("unknown token").asRuntimeException());
          return;
        }
        attestations.add(begin.getType());
        client.onNext(
            AttestNodeResponse.newBuilder()
                .setResult(
                    AttestNodeResult.newBuilder()
                        .setSvid(sign(AGENT, begin.getCsr().toByteArray(), nodeTtl))
                        .setTrust(trust()))
                .build());
        client.onCompleted();
      }
    }

    @Override
    public void renewNode(RenewNodeRequest request, StreamObserver<RenewNodeResponse> client) {
      synchronized (FakeCa.this) {
        if (notWelcome(client)) {
          return;
        }
        renewals.incrementAndGet();
        client.onNext(
            RenewNodeResponse.newBuilder()
                .setSvid(sign(AGENT, request.getCsr().toByteArray(), nodeTtl))
                .build());
        client.onCompleted();
      }
    }

    @Override
    public void sync(SyncRequest request, StreamObserver<SyncResponse> client) {
      synchronized (FakeCa.this) {
        if (notWelcome(client)) {
          return;
        }
        if (!busyFor.isZero()) {
          refusals.incrementAndGet();
          Metadata trailers = new Metadata();
          trailers.put(
              Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER),
              Long.toString(busyFor.toMillis()));
          client.onError(
              Status.RESOURCE_EXHAUSTED
                  .withDescription("too many agents")
                  .asRuntimeException(trailers));
          return;
        }
        clientSerials.add(CLIENT.get().getSerialNumber().toString(16));
        ServerCallStreamObserver<SyncResponse> stream =
            (ServerCallStreamObserver<SyncResponse>) client;
        stream.setOnCancelHandler(
            () -> {
              synchronized (FakeCa.this) {
                streams.remove(stream);
              }
            });
        streams.add(stream);
        send(stream, List.copyOf(entries), List.of(), true);
      }
    }

    @Override
    public void issueX509Svids(
        IssueX509SvidsRequest request, StreamObserver<IssueX509SvidsResponse> client) {
      CompletableFuture<Void> gate;
      asked.incrementAndGet();
      synchronized (FakeCa.this) {
        gate = issuing;
      }
      boolean known = CLIENT.get() != null;
      gate.thenRun(() -> answer(request, client, known));
    }

    private void answer(
        IssueX509SvidsRequest request,
        StreamObserver<IssueX509SvidsResponse> client,
        boolean known) {
      synchronized (FakeCa.this) {
        if (!known || evicted) {
          client.onError(Status.PERMISSION_DENIED.asRuntimeException());
          return;
        }
        if (issuingRefused) {
          client.onError(Status.UNAVAILABLE.withDescription("sealed").asRuntimeException());
          return;
        }
        batches.add(request.getOrdersCount());
        IssueX509SvidsResponse.Builder response = IssueX509SvidsResponse.newBuilder();
        request.getOrdersList().forEach(order -> response.addResults(result(order)));
        client.onNext(response.build());
        client.onCompleted();
      }
    }

    @Override
    public void reportTrust(
        ReportTrustRequest request, StreamObserver<ReportTrustResponse> client) {
      reports.add(request);
      client.onNext(ReportTrustResponse.newBuilder().setReportAgainMillis(2000).build());
      client.onCompleted();
    }

    @Override
    public void issueJwtSvid(
        IssueJwtSvidRequest request, StreamObserver<IssueJwtSvidResponse> client) {
      synchronized (FakeCa.this) {
        if (issuingRefused) {
          client.onError(Status.UNAVAILABLE.withDescription("sealed").asRuntimeException());
          return;
        }
        tokens.incrementAndGet();
        WorkloadEntry entry =
            entries.stream()
                .filter(one -> one.getEntryId().equals(request.getEntryId()))
                .findFirst()
                .orElse(WorkloadEntry.getDefaultInstance());
        if (entry.getSpiffeId().isEmpty()) {
          client.onError(Status.NOT_FOUND.withDescription("no such entry").asRuntimeException());
          return;
        }
        String id =
            signsFor.isEmpty()
                ? resolve(entry.getSpiffeId(), request.getTemplateValuesMap())
                : signsFor;
        Instant now = clock.instant();
        Instant end = now.plus(jwtTtl);
        String audience =
            request.getAudienceList().stream()
                .map(TestJwt::quoted)
                .collect(Collectors.joining(",", "[", "]"));
        String token =
            TestJwt.of(id, "")
                .claim("aud", audience)
                .claim("iat", Long.toString(now.getEpochSecond()))
                .expires(end)
                .sign(jwtKeys, jwtKeyId);
        client.onNext(
            IssueJwtSvidResponse.newBuilder()
                .setSpiffeId(id)
                .setToken(token)
                .setIssuedAt(Timestamp.newBuilder().setSeconds(now.getEpochSecond()))
                .setExpiresAt(Timestamp.newBuilder().setSeconds(end.getEpochSecond()))
                .build());
        client.onCompleted();
      }
    }

    private X509SvidResult result(X509SvidOrder order) {
      String entryId = order.getEntryId();
      X509SvidResult.Builder result = X509SvidResult.newBuilder().setEntryId(entryId);
      WorkloadEntry entry =
          entries.stream()
              .filter(one -> one.getEntryId().equals(entryId))
              .findFirst()
              .orElse(WorkloadEntry.getDefaultInstance());
      if (declined.contains(entryId) || entry.getSpiffeId().isEmpty()) {
        return result
            .setRefusal(
                Refusal.newBuilder().setCode("ca/entry-unknown").setMessage("no such entry"))
            .build();
      }
      issued.incrementAndGet();
      String id =
          signsFor.isEmpty()
              ? resolve(entry.getSpiffeId(), order.getTemplateValuesMap())
              : signsFor;
      return result.setSvid(sign(id, order.getCsr().toByteArray(), svidTtl)).build();
    }

    private String resolve(String template, Map<String, String> values) {
      String id = template;
      for (Map.Entry<String, String> value : values.entrySet()) {
        id = id.replace("{" + value.getKey() + "}", value.getValue());
      }
      return id;
    }

    private boolean notWelcome(StreamObserver<?> client) {
      if (CLIENT.get() == null || evicted) {
        client.onError(Status.PERMISSION_DENIED.withDescription("evicted").asRuntimeException());
        return true;
      }
      return false;
    }
  }
}
