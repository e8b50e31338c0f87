package io.watchword.cli.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.watchword.cli.CommandRun;
import io.watchword.cli.identity.wire.FakeWorkloadApi;
import io.watchword.identity.bundle.BundleJson;
import io.watchword.identity.bundle.JwtBundle;
import io.watchword.identity.bundle.SpiffeBundle;
import io.watchword.identity.bundle.X509Bundle;
import io.watchword.identity.id.TrustDomain;
import io.watchword.tests.kit.TestCa;
import io.watchword.tests.kit.TestJwt;
import io.watchword.tests.kit.TestKeys;
import io.watchword.tests.kit.TestSvid;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `identity` against a Workload API, as users call it.
class IdentityCommandTest {

  private static final String WEB = "spiffe://example.org/ns/shop/sa/web";
  private static final TrustDomain DOMAIN = new TrustDomain("example.org");
  private static final TestCa ROOT = TestCa.root("example.org");
  private static final TestCa OTHER = TestCa.root("other.org");
  private static final KeyPair KEY = TestKeys.ec();

  @TempDir private Path folder;
  private FakeWorkloadApi agent;

  @BeforeEach
  void start() throws Exception {
    agent = new FakeWorkloadApi(folder.resolve("agent.sock"), WEB, KEY);
  }

  @AfterEach
  void stop() throws Exception {
    agent.close();
  }

  private CommandRun identity(String... arguments) {
    String[] all = new String[arguments.length + 3];
    all[0] = "identity";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    all[all.length - 2] = "--socket";
    all[all.length - 1] = agent.address();
    return CommandRun.of(all);
  }

  private static JsonNode json(String text) throws Exception {
    return new ObjectMapper().readTree(text);
  }

  @Test
  void fetchX509_federatedAndRevocationLists_areShownAndWritten() throws Exception {
    agent.state(ROOT.intermediate().leaf(WEB), ROOT, OTHER);
    Path out = folder.resolve("out");

    CommandRun run = identity("fetch", "x509", "--write", out.toString(), "-o", "json");

    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode fetched = json(run.out());
    assertThat(fetched.get("svids").get(0).get("spiffe_id").asText()).isEqualTo(WEB);
    assertThat(fetched.get("svids").get(0).get("problem").asText()).isEmpty();
    assertThat(fetched.get("trust")).hasSize(2);
    assertThat(fetched.get("trust").get(1).get("trust_domain").asText()).isEqualTo("other.org");
    assertThat(fetched.get("trust").get(1).get("federated").asBoolean()).isTrue();
    assertThat(fetched.get("revocation_lists").asInt()).isEqualTo(1);
    assertThat(out)
        .isDirectoryContaining("glob:**svid.0.pem")
        .isDirectoryContaining("glob:**svid.0.key")
        .isDirectoryContaining("glob:**bundle.0.pem");
    assertThat(out.resolve("federated_bundle.0.0.pem"))
        .hasContent("# spiffe://other.org\n" + OTHER.pem());
    assertThat(CommandRun.of("identity", "inspect", out.resolve("crl.pem").toString()).out())
        .contains("kind       revocation-list");
    assertThat(identity("fetch", "x509").out())
        .contains("SPIFFE ID    " + WEB)
        .contains("Trust        example.org\n  root       sha256:")
        .contains("Trust        other.org (federated)");
  }

  @Test
  void fetchX509_noIdentity_saysWhyAndFails() {
    agent.forget();

    CommandRun run = identity("fetch", "x509", "--timeout", "300ms");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("PERMISSION_DENIED: no identity issued");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void fetchJwt_audience_printsToken() throws Exception {
    CommandRun run = identity("fetch", "jwt", "--audience", "orders", "-o", "json");

    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode svid = json(run.out()).get("svids").get(0);
    assertThat(svid.get("spiffe_id").asText()).isEqualTo(WEB);
    assertThat(svid.get("audience").get(0).asText()).isEqualTo("orders");
    assertThat(svid.get("hint").asText()).isEqualTo("web");
    assertThat(Instant.parse(svid.get("expires_at").asText())).isAfter(Instant.now());
    assertThat(svid.get("token").asText()).startsWith("eyJ");
    assertThat(identity("fetch", "jwt", "--audience", "orders", "--spiffe-id", WEB).out())
        .contains("SPIFFE ID    " + WEB + "\nHint         web\nAudience     orders\n")
        .contains("Token        eyJ");
  }

  @Test
  void fetchJwt_anotherIdentityOrNoAudience_isRefused() {
    CommandRun other =
        identity("fetch", "jwt", "--audience", "a", "--spiffe-id", "spiffe://example.org/other");
    assertThat(other.exitCode()).isEqualTo(1);
    assertThat(other.err())
        .isEqualTo("watchword: the Workload API answered PERMISSION_DENIED: no identity issued\n");
    CommandRun none = identity("fetch", "jwt");
    assertThat(none.exitCode()).isEqualTo(64);
    assertThat(none.err()).startsWith("watchword: Missing required option: '--audience=NAME'");
  }

  @Test
  void watch_twoUpdates_areALineEach() throws Exception {
    TestSvid next = ROOT.leaf(WEB);
    agent.state(ROOT.leaf(WEB), ROOT).state(next, ROOT, OTHER);

    CommandRun lines = identity("watch", "--updates", "2", "-o", "json");

    assertThat(lines.exitCode()).as(lines.err()).isZero();
    List<String> updates = lines.out().lines().toList();
    assertThat(updates).hasSize(2);
    assertThat(json(updates.getFirst()).get("trust")).hasSize(1);
    assertThat(json(updates.getLast()).get("trust")).hasSize(2);
    assertThat(json(updates.getLast()).get("revocation_lists").asInt()).isEqualTo(1);
    assertThat(json(updates.getLast()).get("svids").get(0).get("serial").asText())
        .isEqualTo(next.chain().getFirst().getSerialNumber().toString(16));
    CommandRun text = identity("watch", "--updates", "2");
    assertThat(text.out().lines()).hasSize(2);
    assertThat(text.out())
        .contains("  " + WEB + " until 2049-12-31T23:59:59Z serial ")
        .contains("; trusts example.org by sha256:")
        .contains("; revocation lists 1");
  }

  @Test
  void validateJwt_byTheAgent_isZeroOrTwo() throws Exception {
    String token =
        json(identity("fetch", "jwt", "--audience", "orders", "-o", "json").out())
            .get("svids")
            .get(0)
            .get("token")
            .asText();

    CommandRun good = identity("validate", "jwt", "--audience", "orders", token);
    assertThat(good.exitCode()).as(good.err()).isZero();
    assertThat(good.out()).isEqualTo("valid: " + WEB + "\n  sub: " + WEB + "\n");

    CommandRun bad = identity("validate", "jwt", "--audience", "orders", token + "x", "-o", "json");
    assertThat(bad.exitCode()).isEqualTo(2);
    assertThat(json(bad.out()).get("valid").asBoolean()).isFalse();
    assertThat(json(bad.out()).get("message").asText())
        .isEqualTo("INVALID_ARGUMENT: token is no good");
    assertThat(bad.out()).doesNotContain(token);
  }

  private String token() {
    return TestJwt.of(WEB, "orders").expires(Instant.now().plusSeconds(300)).sign(KEY, "key-1");
  }

  private String bundle(String text) throws Exception {
    return Files.writeString(folder.resolve("bundle.json"), text).toString();
  }

  private static SpiffeBundle whole() {
    return new SpiffeBundle(
        X509Bundle.of(DOMAIN, List.of(ROOT.certificate())),
        JwtBundle.empty(DOMAIN).with("key-1", KEY.getPublic()));
  }

  @Test
  void validateJwt_offline_isZeroOrTwo() throws Exception {
    String file = bundle(BundleJson.print(whole()));
    String map =
        Files.writeString(folder.resolve("map.json"), BundleJson.printMap(List.of(whole())))
            .toString();
    for (String bundle : List.of(file, map)) {
      CommandRun good =
          CommandRun.of(
              "identity",
              "validate",
              "jwt",
              "--audience",
              "orders",
              "--bundle",
              bundle,
              token(),
              "-o",
              "json");
      assertThat(good.exitCode()).as(good.err()).isZero();
      assertThat(json(good.out()).get("spiffe_id").asText()).isEqualTo(WEB);
      assertThat(json(good.out()).get("by").asText()).isEqualTo("bundle");
    }
    CommandRun wrongAudience =
        CommandRun.of(
            "identity", "validate", "jwt", "--audience", "ledger", "--bundle", file, token());
    assertThat(wrongAudience.exitCode()).isEqualTo(2);
    assertThat(wrongAudience.out()).isEqualTo("refused: token is not meant for `ledger` (JW-12)\n");
    CommandRun wrongDomain =
        CommandRun.of(
            "identity",
            "validate",
            "jwt",
            "--audience",
            "orders",
            "--bundle",
            file,
            "--trust-domain",
            "other.org",
            token());
    assertThat(wrongDomain.exitCode()).isEqualTo(2);
    assertThat(wrongDomain.out())
        .isEqualTo("refused: trust domain `example.org` is not trusted (JW-21)\n");
    CommandRun rubbish =
        CommandRun.of(
            "identity", "validate", "jwt", "--audience", "orders", "--bundle", file, "rubbish");
    assertThat(rubbish.exitCode()).isEqualTo(2);
  }

  @Test
  void validateJwt_tokenFromStdinOrFile_isRead() throws Exception {
    String file = bundle(BundleJson.print(whole()));
    Path tokenFile = Files.writeString(folder.resolve("token"), token() + "\n");
    InputStream before = System.in;
    try {
      System.setIn(new ByteArrayInputStream((token() + "\n").getBytes(StandardCharsets.UTF_8)));
      assertThat(
              CommandRun.of(
                      "identity", "validate", "jwt", "--audience", "orders", "--bundle", file, "-")
                  .exitCode())
          .isZero();
    } finally {
      System.setIn(before);
    }
    assertThat(
            CommandRun.of(
                    "identity",
                    "validate",
                    "jwt",
                    "--audience",
                    "orders",
                    "--bundle",
                    file,
                    "--token-file",
                    tokenFile.toString())
                .exitCode())
        .isZero();
  }

  @Test
  void validateJwt_wrongUseOrUnreadableBundle_saysSo() throws Exception {
    CommandRun none = identity("validate", "jwt", "--audience", "orders");
    assertThat(none.exitCode()).isEqualTo(64);
    assertThat(none.err())
        .startsWith(
            "watchword: which token? name it as TOKEN, as `-` for stdin, or with --token-file"
                + " FILE\n");
    assertThat(identity("validate", "jwt", "--audience", "", "x").exitCode()).isEqualTo(64);
    assertThat(
            identity("validate", "jwt", "--audience", "a", "--trust-domain", "b", "x").exitCode())
        .isEqualTo(64);
    String broken = bundle("{\"keys\":7}");
    CommandRun unreadable =
        CommandRun.of(
            "identity", "validate", "jwt", "--audience", "orders", "--bundle", broken, "x");
    assertThat(unreadable.exitCode()).isEqualTo(3);
    assertThat(unreadable.err())
        .isEqualTo("watchword: `" + broken + "`: bundle of `unsaid` lacks the array `keys`\n");
  }

  @Test
  void inspect_everyKindOfFile_isRecognised() throws Exception {
    assertThat(
            inspect("svid.pem", ROOT.leaf(WEB).certificatePem().getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("pem");
    assertThat(inspect("svid.der", ROOT.leaf(WEB).derChain())).isEqualTo("der");
    assertThat(inspect("list.crl", ROOT.crl().sign())).isEqualTo("crl");
    assertThat(inspect("token", token().getBytes(StandardCharsets.UTF_8))).isEqualTo("jwt");
    assertThat(inspect("bundle.json", BundleJson.print(whole()).getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("spiffe-bundle");
  }

  private String inspect(String name, byte[] content) throws Exception {
    Path file = Files.write(folder.resolve(name), content);
    CommandRun run = CommandRun.of("identity", "inspect", file.toString(), "-o", "json");
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(CommandRun.of("identity", "inspect", file.toString()).out())
        .startsWith("format     ");
    return json(run.out()).get("format").asText();
  }

  @Test
  void inspect_rubbish_isUnreadableInput() throws Exception {
    Path file = Files.writeString(folder.resolve("rubbish"), "rubbish");

    CommandRun run = CommandRun.of("identity", "inspect", file.toString());

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err())
        .startsWith("watchword: `" + file + "` holds nothing that is known here: ")
        .endsWith("help: expected is PEM, DER, a revocation list, a JWT or a SPIFFE bundle\n");
  }
}
