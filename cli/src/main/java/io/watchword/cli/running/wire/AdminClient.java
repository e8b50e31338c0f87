package io.watchword.cli.running.wire;

import com.google.protobuf.Duration;
import io.watchword.api.admin.AdminGrpc;
import io.watchword.api.admin.AgentRef;
import io.watchword.api.admin.CreateTokenRequest;
import io.watchword.api.admin.Entry;
import io.watchword.api.admin.EntryRef;
import io.watchword.api.admin.GetInfoRequest;
import io.watchword.api.admin.ListAgentsRequest;
import io.watchword.api.admin.ListEntriesRequest;
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

  public CaAnswer.Entry createEntry(CaAnswer.Entry entry) {
    return Answers.entry(channel.call(() -> timed().createEntry(message(entry))));
  }

  public CaAnswer.Entry updateEntry(CaAnswer.Entry entry) {
    return Answers.entry(channel.call(() -> timed().updateEntry(message(entry))));
  }

  public CaAnswer.Entry showEntry(String entryId) {
    return Answers.entry(channel.call(() -> timed().showEntry(reference(entryId))));
  }

  public CaAnswer.Entry deleteEntry(String entryId) {
    return Answers.entry(channel.call(() -> timed().deleteEntry(reference(entryId))));
  }

  /// @param spiffeId only entries of this SPIFFE ID; empty for all
  /// @param parentId only entries of this parent; empty for all
  public List<CaAnswer.Entry> entries(String spiffeId, String parentId) {
    ListEntriesRequest request =
        ListEntriesRequest.newBuilder().setSpiffeId(spiffeId).setParentId(parentId).build();
    return channel.call(() -> timed().listEntries(request)).getEntriesList().stream()
        .map(Answers::entry)
        .toList();
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

  private static Entry message(CaAnswer.Entry entry) {
    Entry.Builder message =
        Entry.newBuilder()
            .setEntryId(entry.entryId())
            .setSpiffeId(entry.spiffeId())
            .setParentId(entry.parentId())
            .addAllSelectors(entry.selectors())
            .setHint(entry.hint())
            .addAllDnsNames(entry.dnsNames())
            .addAllFederatesWith(entry.federatesWith())
            .setRevision(entry.revision());
    if (entry.x509SvidTtlSeconds() > 0) {
      message.setX509SvidTtl(Duration.newBuilder().setSeconds(entry.x509SvidTtlSeconds()));
    }
    return message.build();
  }

  private static Duration message(java.time.Duration duration) {
    return Duration.newBuilder()
        .setSeconds(duration.toSeconds())
        .setNanos(duration.toNanosPart())
        .build();
  }

  private static EntryRef reference(String entryId) {
    return EntryRef.newBuilder().setEntryId(entryId).build();
  }

  private static AgentRef agent(String spiffeId) {
    return AgentRef.newBuilder().setSpiffeId(spiffeId).build();
  }
}
