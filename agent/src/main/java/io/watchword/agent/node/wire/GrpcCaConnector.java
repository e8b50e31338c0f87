package io.watchword.agent.node.wire;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.StatusException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.BlockingClientCall;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.watchword.agent.node.CaClient;
import io.watchword.agent.node.CaConnector;
import io.watchword.agent.node.CaException;
import io.watchword.agent.node.Introduction;
import io.watchword.agent.node.NodeGrant;
import io.watchword.agent.node.NodeIdentity;
import io.watchword.api.node.AttestNodeBegin;
import io.watchword.api.node.AttestNodeRequest;
import io.watchword.api.node.AttestNodeResponse;
import io.watchword.api.node.AttestNodeResult;
import io.watchword.api.node.NodeGrpc;
import io.watchword.identity.id.TrustDomain;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// Ways to the CA over TLS 1.3. Each client has a TLS context of its own, made from one identity
/// and one bundle: no session of an earlier trust is ever resumed. Thread-safe.
public final class GrpcCaConnector implements CaConnector {

  private static final int ATTEST_SECONDS = 15;
  private static final int CLOSE_SECONDS = 1;
  // A state of ten thousand entries is about 3 MiB.
  private static final int MAX_MESSAGE = 16 * 1024 * 1024;

  private final String host;
  private final int port;
  private final TrustDomain trustDomain;
  private final EventLoopGroup loop;
  private final InstantSource clock;
  private final Set<ManagedChannel> open = ConcurrentHashMap.newKeySet();

  /// @param loop epoll; not closed by this
  public GrpcCaConnector(
      String host, int port, TrustDomain trustDomain, EventLoopGroup loop, InstantSource clock) {
    this.host = host;
    this.port = port;
    this.trustDomain = trustDomain;
    this.loop = loop;
    this.clock = clock;
  }

  @Override
  public NodeGrant attest(Introduction introduction, byte[] csr) {
    ManagedChannel channel = channel(null, CaTrust.known(trustDomain, introduction.ca(), clock));
    try {
      BlockingClientCall<AttestNodeRequest, AttestNodeResponse> call =
          NodeGrpc.newBlockingV2Stub(channel)
              .withDeadlineAfter(ATTEST_SECONDS, TimeUnit.SECONDS)
              .attestNode();
      call.write(begin(introduction, csr));
      AttestNodeResponse said = call.read();
      while (said != null && said.hasChallenge()) {
        byte[] answer = introduction.proof().answer(said.getChallenge().toByteArray());
        call.write(AttestNodeRequest.newBuilder().setAnswer(ByteString.copyFrom(answer)).build());
        said = call.read();
      }
      if (said == null || !said.hasResult()) {
        throw new CaException(
            CaException.Kind.BAD_ANSWER, "the CA ended the attestation without a result");
      }
      AttestNodeResult result = said.getResult();
      return new NodeGrant(
          NodeMessages.chain(result.getSvid()), NodeMessages.bundle(result.getTrust()));
    } catch (StatusException e) {
      throw CaStatus.explain(e.getStatus().asRuntimeException());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CaException(CaException.Kind.UNAVAILABLE, "the agent is stopping", e);
    } finally {
      channel.shutdownNow();
      open.remove(channel);
    }
  }

  @Override
  public CaClient connect(NodeIdentity identity) {
    CaTrust trust = CaTrust.by(identity.trust(), clock);
    ManagedChannel channel = channel(new NodeKey(identity.svid()), trust);
    return new GrpcCaClient(channel, trust, () -> open.remove(channel));
  }

  @Override
  public void close() {
    open.forEach(ManagedChannel::shutdownNow);
    try {
      for (ManagedChannel channel : open) {
        channel.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static AttestNodeRequest begin(Introduction introduction, byte[] csr) {
    return AttestNodeRequest.newBuilder()
        .setBegin(
            AttestNodeBegin.newBuilder()
                .setType(introduction.type())
                .setEvidence(ByteString.copyFrom(introduction.proof().evidence()))
                .setCsr(ByteString.copyFrom(csr)))
        .build();
  }

  private ManagedChannel channel(@Nullable KeyManager key, CaTrust trust) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(host, port)
            .eventLoopGroup(loop)
            .channelType(EpollSocketChannel.class)
            .sslContext(tls(key, trust))
            .maxInboundMessageSize(MAX_MESSAGE)
            .keepAliveTime(20, TimeUnit.SECONDS)
            .keepAliveTimeout(10, TimeUnit.SECONDS)
            .disableRetry()
            .build();
    open.add(channel);
    return channel;
  }

  private static SslContext tls(@Nullable KeyManager key, CaTrust trust) {
    try {
      // JSSE, not BoringSSL: one handshake an hour does not pay for loading a native library.
      SslContextBuilder builder =
          GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK)
              .protocols("TLSv1.3")
              .trustManager(trust)
              .endpointIdentificationAlgorithm(null);
      return (key == null ? builder : builder.keyManager(key)).build();
    } catch (SSLException e) {
      throw new CaException(CaException.Kind.UNAVAILABLE, "TLS cannot be set up: " + e, e);
    }
  }
}
