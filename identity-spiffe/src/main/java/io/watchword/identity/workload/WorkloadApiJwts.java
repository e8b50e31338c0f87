package io.watchword.identity.workload;

import io.watchword.identity.bundle.JwtBundles;
import io.watchword.identity.id.SpiffeId;
import io.watchword.identity.jwt.JwtSvid;
import io.watchword.identity.jwt.JwtSvidValidator;
import io.watchword.identity.jwt.VerifiedJwtSvid;
import io.watchword.identity.workload.wire.AgentChannel;
import io.watchword.identity.workload.wire.CallFailedException;
import io.watchword.identity.workload.wire.EndpointAddress;
import io.watchword.identity.workload.wire.JwtCalls;
import io.watchword.identity.workload.wire.StreamEnd;
import io.watchword.identity.workload.wire.UpdateStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;

/// JWT-SVIDs by the SPIFFE Workload API: tokens for an audience, and the keys to verify those of
/// others with. Thread-safe; the stream of keys runs on one thread of its own.
///
/// The stream of keys is opened when [#verify] or [#bundles] first asks for it, so that who only
/// fetches tokens holds no stream. While no stream can be had, the last keys stay.
public final class WorkloadApiJwts implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final InstantSource clock;
  private final AgentChannel channel;
  private final KeptStream<JwtBundles> stream;
  private final JwtSvidValidator validator = new JwtSvidValidator();
  private final AtomicBoolean started = new AtomicBoolean();
  private final CountDownLatch first = new CountDownLatch(1);
  private volatile Optional<JwtBundles> latest = Optional.empty();
  private volatile String problem;

  private WorkloadApiJwts(EndpointAddress address, InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.channel = new AgentChannel(address, "workload-api-jwt");
    this.stream =
        new KeptStream<>(address, channel, UpdateStream.jwtBundles(), new Taker(), random);
    this.problem = "the Workload API at `" + address + "` has not answered";
  }

  /// Asks nothing yet.
  ///
  /// @param address `unix:PATH`, `unix:///PATH` or `tcp://IP:PORT`
  public static WorkloadApiJwts connect(
      String address, InstantSource clock, RandomGenerator random) {
    return new WorkloadApiJwts(EndpointAddress.parse(address), clock, random);
  }

  /// Tokens for `audience`, one for each identity of this process, the default one's first.
  ///
  /// @throws NoIdentityException where this process has none, or the agent cannot be asked
  public List<JwtSvid> fetch(Collection<String> audience) throws InterruptedException {
    return fetch(audience, Optional.empty(), LIMIT);
  }

  /// Tokens for `audience`.
  ///
  /// @param audience who is to accept them, at least one
  /// @param id for which identity; empty for each that this process has
  /// @param limit how long to wait
  /// @throws NoIdentityException where this process has none, or the agent cannot be asked
  public List<JwtSvid> fetch(Collection<String> audience, Optional<SpiffeId> id, Duration limit)
      throws InterruptedException {
    if (audience.isEmpty() || audience.contains("")) {
      throw new IllegalArgumentException(
          "audience " + audience + " (expected: at least one, none of them empty)");
    }
    try {
      return answer(JwtCalls.fetch(channel, List.copyOf(audience), id, limit));
    } catch (CallFailedException e) {
      throw new NoIdentityException(e.getMessage());
    }
  }

  /// Who the bearer of `token` is, by the newest keys of the agent, here in this process.
  ///
  /// @param audience who we are to the bearer
  /// @throws io.watchword.identity.jwt.InvalidJwtSvidException where it proves nothing
  /// @throws NoIdentityException where no keys have come yet
  public VerifiedJwtSvid verify(String token, String audience) throws InterruptedException {
    return validator.validate(token, audience, bundles(LIMIT), clock.instant());
  }

  /// Who the bearer of `token` is, by the agent's word.
  ///
  /// @param audience who we are to the bearer
  /// @throws NoIdentityException where the agent cannot be asked, or serves nobody like us
  public JwtVerdict askAgent(String token, String audience, Duration limit)
      throws InterruptedException {
    try {
      JwtCalls.Judged judged = answer(JwtCalls.validate(channel, audience, token, limit));
      return new JwtVerdict.Accepted(judged.id(), judged.claims());
    } catch (CallFailedException e) {
      if (e.end().kind() == StreamEnd.Kind.INVALID_ARGUMENT) {
        return new JwtVerdict.Refused(e.end().why());
      }
      throw new NoIdentityException(e.getMessage());
    }
  }

  /// The newest keys; waits for the first.
  ///
  /// @throws NoIdentityException where none came in time, or none will
  public JwtBundles bundles(Duration limit) throws InterruptedException {
    if (started.compareAndSet(false, true)) {
      stream.start();
    }
    if (latest.isEmpty() && !first.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new NoIdentityException(
          "no keys of JWT-SVIDs within " + limit.toSeconds() + " s: " + problem);
    }
    return latest.orElseThrow(() -> new NoIdentityException("no keys of JWT-SVIDs: " + problem));
  }

  @Override
  public void close() {
    stream.close();
    channel.close();
  }

  private static <T> T answer(CompletableFuture<T> future) throws InterruptedException {
    try {
      // The call has a deadline of its own; this one only catches a thread that died.
      return future.get(1, TimeUnit.MINUTES);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CallFailedException failed) {
        throw failed;
      }
      throw new NoIdentityException("the Workload API cannot be asked: " + e.getCause());
    } catch (TimeoutException e) {
      throw new NoIdentityException("the Workload API gave no answer within a minute");
    }
  }

  private final class Taker implements KeptStream.Taker<JwtBundles> {

    @Override
    public void take(JwtBundles update) {
      latest = Optional.of(update);
      first.countDown();
    }

    @Override
    public void failed(String why, boolean forGood) {
      problem = why;
      if (forGood) {
        first.countDown();
      }
    }
  }
}
