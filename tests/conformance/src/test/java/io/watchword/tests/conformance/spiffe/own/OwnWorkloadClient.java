package io.watchword.tests.conformance.spiffe.own;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.watchword.identity.id.IdentityException;
import io.watchword.identity.workload.WorkloadApiSource;
import io.watchword.identity.workload.X509Context;
import io.watchword.identity.workload.wire.EndpointAddress;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;

/// Our client of the Workload API for `--workload-client`: a line for each state that it holds.
public final class OwnWorkloadClient {

  private OwnWorkloadClient() {}

  public static void main(String[] arguments) throws InterruptedException {
    try (WorkloadApiSource source =
        WorkloadApiSource.connect(
            EndpointAddress.fromEnvironment(System.getenv()).toString(),
            InstantSource.system(),
            RandomGenerator.getDefault())) {
      source.onChange(context -> System.out.println(line(context)));
      new CountDownLatch(1).await();
    } catch (IdentityException | IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  private static String line(X509Context context) {
    ObjectNode out = new ObjectMapper().createObjectNode();
    context.svids().forEach(svid -> out.withArray("svids").add(svid.id().toString()));
    context
        .bundles()
        .byTrustDomain()
        .keySet()
        .forEach(domain -> out.withArray("trust").add("spiffe://" + domain.name()));
    ObjectNode byHint = out.putObject("by_hint");
    context
        .svids()
        .forEach(
            svid ->
                context
                    .byHint(svid.hint())
                    .ifPresent(chosen -> byHint.put(svid.hint(), chosen.id().toString())));
    return out.toString();
  }
}
