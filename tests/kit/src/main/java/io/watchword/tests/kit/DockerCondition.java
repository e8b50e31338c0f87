package io.watchword.tests.kit;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/// What [NeedsDocker] asks. JUnit's thread.
final class DockerCondition implements ExecutionCondition {
  private static final String SOCKET = "/var/run/docker.sock";

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (System.getenv("DOCKER_HOST") != null) {
      return ConditionEvaluationResult.enabled("DOCKER_HOST is set");
    }
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(SOCKET))) {
      return ConditionEvaluationResult.enabled("`" + SOCKET + "` takes connections: " + channel);
    } catch (IOException e) {
      return ConditionEvaluationResult.disabled(
          "needs-docker: nobody listens on `" + SOCKET + "`, and DOCKER_HOST is not set");
    }
  }
}
