package io.watchword.cli.running.wire;

import com.google.protobuf.Duration;
import io.watchword.api.admin.AdminGrpc;
import io.watchword.api.admin.AgentRef;
import io.watchword.api.admin.CreateTokenRequest;
import io.watchword.api.admin.GetInfoRequest;
import io.watchword.api.admin.ListAgentsRequest;
import io.watchword.api.admin.ShowBundleRequest;
import io.watchword.cli.running.CaAnswer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The CA's admin API over its Unix socket. Blocking; each call has a deadline of 10 s.
public final class AdminClient implements AutoCloseable {

  private final AdminChannel channel;
  private final AdminGrpc.AdminBlockingStub admin;

  private AdminClient(AdminChannel channel) {
    this.channel = channel;
    this.admin = AdminGrpc.newBlockingStub(channel.channel());
  }

  /// A client of the CA that listens on `socket`. Connects with the first call.
  public static AdminClient of(Path socket) {
    return new AdminClient(AdminChannel.to(socket));
  }

  public CaAnswer.Info info() {
    return Answers.info(channel.call(() -> timed().getInfo(GetInfoRequest.getDefaultInstance())));
  }

  /// @param spiffeId of the agent to be; empty: the CA chooses
  public CaAnswer.Token createToken(String spiffeId, java.time.Duration ttl) {
    CreateTokenRequest request =
        CreateTokenRequest.newBuilder().setSpiffeId(spiffeId).setTtl(message(ttl)).build();
    return Answers.token(channel.call(() -> timed().createToken(request)));
  }

  public List<CaAnswer.Agent> agents() {
    return channel
        .call(() -> timed().listAgents(ListAgentsRequest.getDefaultInstance()))
        .getAgentsList()
        .stream()
        .map(Answers::agent)
        .toList();
  }

  public CaAnswer.Agent showAgent(String spiffeId) {
    return Answers.agent(channel.call(() -> timed().showAgent(agent(spiffeId))));
  }

  public CaAnswer.Agent evictAgent(String spiffeId) {
    return Answers.agent(channel.call(() -> timed().evictAgent(agent(spiffeId))));
  }

  public CaAnswer.Agent banAgent(String spiffeId) {
    return Answers.agent(channel.call(() -> timed().banAgent(agent(spiffeId))));
  }

  public CaAnswer.Bundle bundle() {
    return Answers.bundle(
        channel.call(() -> timed().showBundle(ShowBundleRequest.getDefaultInstance())));
  }

  @Override
  public void close() {
    channel.close();
  }

  private AdminGrpc.AdminBlockingStub timed() {
    return admin.withDeadlineAfter(AdminChannel.DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  private static Duration message(java.time.Duration duration) {
    return Duration.newBuilder()
        .setSeconds(duration.toSeconds())
        .setNanos(duration.toNanosPart())
        .build();
  }

  private static AgentRef agent(String spiffeId) {
    return AgentRef.newBuilder().setSpiffeId(spiffeId).build();
  }
}
