package io.watchword.ca.attestation.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.watchword.ca.attestation.plugin.Challenge;
import io.watchword.ca.attestation.plugin.NodeAttestor;
import io.watchword.ca.attestation.plugin.NodeClaim;
import io.watchword.ca.attestation.plugin.RefusedEvidenceException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets in who shows a projected service account token that the cluster's API server vouches for.
/// Thread-safe.
///
/// Evidence: `{"cluster": NAME, "token": JWT}`. The token is read by the API server alone; pod and
/// node are what that says, never what the token or the agent does. The agent is named
/// `CLUSTER/NODE-UID`. Selectors: `k8s_psat:cluster`, `agent_ns`, `agent_sa`, `agent_pod_name`,
/// `agent_pod_uid`, `agent_pod_label:K:V`, `agent_node_name`, `agent_node_uid`, `agent_node_ip`,
/// `agent_node_label:K:V`.
public final class K8sPsatAttestor implements NodeAttestor {
  private static final Logger LOG = LoggerFactory.getLogger(K8sPsatAttestor.class);
  private static final String TYPE = "k8s_psat";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_TOKEN = 16 * 1024;
  private static final Pattern USER =
      Pattern.compile("system:serviceaccount:([a-z0-9-]+):([a-z0-9.-]+)");

  private final Map<String, K8sPsatSettings.Cluster> clusters;
  private final Map<String, ApiServer> servers = new HashMap<>();

  /// Asks the API servers that `settings` name.
  public K8sPsatAttestor(K8sPsatSettings settings) {
    this.clusters = Map.copyOf(settings.clusters());
    clusters.forEach((name, cluster) -> servers.put(name, new ApiServer(cluster)));
  }

  @Override
  public String type() {
    return TYPE;
  }

  @Override
  public NodeClaim attest(byte[] evidence, Challenge challenge) {
    JsonNode shown = json(evidence);
    String name = shown.path("cluster").asText();
    K8sPsatSettings.Cluster cluster = clusters.get(name);
    ApiServer server = servers.get(name);
    if (cluster == null || server == null) {
      throw new RefusedEvidenceException("this CA knows no cluster of that name");
    }
    String token = shown.path("token").asText();
    if (token.isEmpty() || token.length() > MAX_TOKEN) {
      throw new RefusedEvidenceException("no service account token was shown");
    }
    try {
      return claim(name, cluster, server, token);
    } catch (ApiServerException e) {
      // Which names and addresses a cluster has is no business of strangers.
      LOG.atWarn().addKeyValue("cluster", name).log("node cannot be attested: {}", e.getMessage());
      throw new RefusedEvidenceException(
          "the cluster's API server does not vouch for the token; the CA's log says why", e);
    }
  }

  @Override
  public void close() {
    servers.values().forEach(ApiServer::close);
  }

  private static NodeClaim claim(
      String name, K8sPsatSettings.Cluster cluster, ApiServer server, String token) {
    JsonNode status = server.review(token);
    Matcher account = account(status, cluster);
    JsonNode extra = status.path("user").path("extra");
    String podName = extra.path("authentication.kubernetes.io/pod-name").path(0).asText();
    String podUid = extra.path("authentication.kubernetes.io/pod-uid").path(0).asText();
    if (podName.isEmpty() || podUid.isEmpty()) {
      throw new RefusedEvidenceException(
          "the token is bound to no pod (expected: a projected one)");
    }
    JsonNode pod = server.pod(account.group(1), podName);
    // A pod that was made anew under the same name is not the one that the token was made for.
    if (!pod.path("metadata").path("uid").asText().equals(podUid)) {
      throw new RefusedEvidenceException("the token's pod is gone");
    }
    String nodeName = pod.path("spec").path("nodeName").asText();
    JsonNode node = server.node(nodeName);
    String nodeUid = node.path("metadata").path("uid").asText();
    if (nodeUid.isEmpty()) {
      throw new RefusedEvidenceException("the token's pod runs on no node yet");
    }
    List<String> found = new ArrayList<>();
    add(found, "cluster", name);
    add(found, "agent_ns", account.group(1));
    add(found, "agent_sa", account.group(2));
    add(found, "agent_pod_name", podName);
    add(found, "agent_pod_uid", podUid);
    add(found, "agent_node_name", nodeName);
    add(found, "agent_node_uid", nodeUid);
    add(found, "agent_node_ip", pod.path("status").path("hostIP").asText());
    labels(found, "agent_pod_label", pod, cluster.podLabels());
    labels(found, "agent_node_label", node, cluster.nodeLabels());
    return new NodeClaim(name + "/" + nodeUid, found, true);
  }

  private static Matcher account(JsonNode status, K8sPsatSettings.Cluster cluster) {
    if (!status.path("authenticated").asBoolean(false)) {
      throw new RefusedEvidenceException("the token is not valid in that cluster");
    }
    // An API server that knows nothing of audiences names none: then nobody checked it.
    boolean isForUs =
        status
            .path("audiences")
            .valueStream()
            .anyMatch(one -> one.asText().equals(cluster.audience()));
    if (!isForUs) {
      throw new RefusedEvidenceException(
          "the token is not meant for audience `" + cluster.audience() + "`");
    }
    Matcher user = USER.matcher(status.path("user").path("username").asText());
    if (!user.matches()
        || !cluster.serviceAccounts().contains(user.group(1) + ":" + user.group(2))) {
      throw new RefusedEvidenceException(
          "the token is of no service account that agents of this cluster have");
    }
    return user;
  }

  private static void labels(List<String> found, String key, JsonNode of, List<String> wanted) {
    JsonNode labels = of.path("metadata").path("labels");
    for (String label : wanted) {
      add(found, key + ":" + label, labels.path(label).asText());
    }
  }

  private static void add(List<String> found, String key, String value) {
    if (!value.isEmpty()) {
      found.add(TYPE + ":" + key + ":" + value);
    }
  }

  private static JsonNode json(byte[] evidence) {
    try {
      return JSON.readTree(evidence);
    } catch (IOException e) {
      throw new RefusedEvidenceException("the evidence is no JSON", e);
    }
  }
}
