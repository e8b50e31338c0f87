package io.watchword.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.watchword.proxy.config.ListenProtocol;
import io.watchword.tests.kit.Await;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// HTTP/1.1 from a client to the application and back.
@Timeout(60)
@ExtendWith(Leaks.class)
class HttpRelayTest {

  private static final String OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
  private static final String GET = "GET / HTTP/1.1\r\nhost: a\r\n\r\n";

  /// One inbound listener before an application, and a client with a good SVID.
  private interface Scenario {
    void run(TestProxy proxy, InetSocketAddress at) throws Exception;
  }

  private static void before(TestApplication application, Scenario scenario) throws Exception {
    try (application;
        TestProxy proxy = new TestProxy()) {
      proxy.timeouts =
          Settings.timeouts()
              .header(Duration.ofMillis(300))
              .answer(Duration.ofMillis(500))
              .progress(Duration.ofSeconds(2))
              .build();
      scenario.run(proxy, proxy.inbound(ListenProtocol.HTTP, application.address()));
    }
  }

  private static TestClient client(TestProxy proxy, InetSocketAddress at) throws IOException {
    return TestClient.tls(at, proxy.issuer.leaf(TestProxy.WEB));
  }

  private static TestApplication numbering() throws IOException {
    AtomicInteger count = new AtomicInteger();
    return new TestApplication(
        socket -> {
          InputStream in = new BufferedInputStream(socket.getInputStream());
          while (!TestApplication.readHead(in).isEmpty()) {
            String body = "answer " + count.incrementAndGet();
            TestApplication.write(
                socket.getOutputStream(),
                "HTTP/1.1 200 OK\r\ncontent-length: " + body.length() + "\r\n\r\n" + body);
          }
        });
  }

  @Test
  void pipelinedRequests_areAnsweredInOrder() throws Exception {
    before(
        numbering(),
        (proxy, at) -> {
          try (TestClient client = client(proxy, at)) {
            client.send(GET.repeat(20));
            for (int i = 1; i <= 20; i++) {
              client.readUntil("answer " + i);
            }
          }
        });
  }

  @Test
  void pipelinedRequestsOfWhichOneIsDenied_areAnsweredInOrder() throws Exception {
    before(
        numbering(),
        (proxy, at) -> {
          proxy.policy.requests =
              facts -> facts.path().equals("/no") ? ScriptedPolicy.DENY : ScriptedPolicy.ALLOW;
          try (TestClient client = client(proxy, at)) {
            client.send(GET + GET.replace("/ ", "/no ") + GET);
            client.readUntil("answer 1");
            assertThat(client.readHead()).startsWith("HTTP/1.1 403 ");
            client.readUntil("\n");
            client.readUntil("answer 2");
          }
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void decisionThatComesLater_isWaitedFor(boolean allowed) throws Exception {
    before(
        TestApplication.answering(OK),
        (proxy, at) -> {
          proxy.policy.asynchronous = true;
          proxy.policy.requests = facts -> allowed ? ScriptedPolicy.ALLOW : ScriptedPolicy.DENY;
          try (TestClient client = client(proxy, at)) {
            client.send("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\nhello");
            assertThat(client.readHead()).startsWith(allowed ? "HTTP/1.1 200 " : "HTTP/1.1 403 ");
          }
        });
  }

  @Test
  void decisionThatNeverComes_isATimeout() throws Exception {
    before(
        TestApplication.answering(OK),
        (proxy, at) -> {
          try (TestClient client = client(proxy, at)) {
            client.send(GET).readUntil("ok");
            proxy.policy.silent = true;
            assertThat(client.send(GET).readHead()).startsWith("HTTP/1.1 504 ");
          }
        });
  }

  @Test
  void failedDecision_isDenied() throws Exception {
    before(
        TestApplication.answering(OK),
        (proxy, at) -> {
          proxy.policy.requests =
              facts -> {
                throw new IllegalStateException("scripted");
              };
          try (TestClient client = client(proxy, at)) {
            assertThat(client.send(GET).readHead()).startsWith("HTTP/1.1 403 ");
          }
        });
  }

  @Test
  void bodies_ofEveryFraming_arePassedOn() throws Exception {
    before(
        new TestApplication(
            socket -> {
              InputStream in = new BufferedInputStream(socket.getInputStream());
              while (true) {
                String head = TestApplication.readHead(in);
                if (head.isEmpty()) {
                  return;
                }
                byte[] body;
                if (head.contains("content-length: 100000")) {
                  body = in.readNBytes(100_000);
                } else {
                  StringBuilder chunked = new StringBuilder();
                  while (!chunked.toString().endsWith("x-sum: 1\r\n\r\n")) {
                    chunked.append((char) in.read());
                  }
                  body = chunked.toString().getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
                }
                TestApplication.write(
                    socket.getOutputStream(),
                    "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
                        + Integer.toHexString(body.length)
                        + "\r\n");
                socket.getOutputStream().write(body);
                TestApplication.write(
                    socket.getOutputStream(), "\r\n0\r\nx-trailer: " + body.length + "\r\n\r\n");
              }
            }),
        (proxy, at) -> {
          try (TestClient client = client(proxy, at)) {
            client.send(
                "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 100000\r\n\r\n"
                    + "x".repeat(100_000));
            assertThat(client.readUntil("x-trailer: 100000\r\n\r\n")).contains("x".repeat(100_000));
            String chunks = "5\r\nhello\r\n0\r\nx-sum: 1\r\n\r\n";
            client.send(
                "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n" + chunks);
            assertThat(client.readUntil("x-trailer: " + chunks.length() + "\r\n\r\n"))
                .contains(chunks);
          }
        });
  }

  @Test
  void expectation_isPassedOnAndAnswered() throws Exception {
    before(
        new TestApplication(
            socket -> {
              InputStream in = socket.getInputStream();
              assertThat(TestApplication.readHead(in)).contains("expect: 100-continue");
              TestApplication.write(socket.getOutputStream(), "HTTP/1.1 100 Continue\r\n\r\n");
              in.readNBytes(5);
              TestApplication.write(socket.getOutputStream(), OK);
            }),
        (proxy, at) -> {
          try (TestClient client = client(proxy, at)) {
            client.send(
                "POST / HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 5\r\n\r\n");
            assertThat(client.readHead()).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            assertThat(client.send("hello").readUntil("ok")).startsWith("HTTP/1.1 200 OK\r\n");
          }
        });
  }

  @Test
  void answersWithoutBody_areFollowedByTheNext() throws Exception {
    before(
        new TestApplication(
            socket -> {
              InputStream in = socket.getInputStream();
              String head;
              while (!(head = TestApplication.readHead(in)).isEmpty()) {
                String answer =
                    head.startsWith("HEAD")
                        ? "HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n"
                        : head.contains("/204")
                            ? "HTTP/1.1 204 No Content\r\n\r\n"
                            : head.contains("/304")
                                ? "HTTP/1.1 304 Not Modified\r\ncontent-length: 7\r\n\r\n"
                                : OK;
                TestApplication.write(socket.getOutputStream(), answer);
              }
            }),
        (proxy, at) -> {
          try (TestClient client = client(proxy, at)) {
            client.send(GET.replace("GET", "HEAD"));
            assertThat(client.readHead()).contains("content-length: 1000");
            client.send(GET.replace("/ ", "/204 "));
            assertThat(client.readHead()).startsWith("HTTP/1.1 204 ");
            client.send(GET.replace("/ ", "/304 "));
            assertThat(client.readHead()).startsWith("HTTP/1.1 304 ");
            client.send(GET).readUntil("ok");
          }
        });
  }

  @Test
  void http10Client_getsOneAnswerAndTheEnd() throws Exception {
    before(
        TestApplication.answering(OK),
        (proxy, at) -> {
          try (TestClient client = client(proxy, at)) {
            client.send("GET / HTTP/1.0\r\n\r\n");
            assertThat(client.readAll())
                .isEqualTo("HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok");
          }
        });
  }

  @Test
  void answerUntilClose_endsTheConnection() throws Exception {
    before(
        new TestApplication(
            socket -> {
              TestApplication.readHead(socket.getInputStream());
              TestApplication.write(socket.getOutputStream(), "HTTP/1.1 200 OK\r\n\r\nall of it");
            }),
        (proxy, at) -> {
          try (TestClient client = client(proxy, at)) {
            client.send(GET);
            assertThat(client.readAll())
                .isEqualTo("HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nall of it");
          }
        });
  }

  @Test
  void clientThatHalfCloses_stillGetsItsAnswer() throws Exception {
    try (TestProxy proxy = new TestProxy();
        TestApplication application = TestApplication.answering(OK)) {
      InetSocketAddress in = proxy.inbound(ListenProtocol.HTTP, application.address());
      InetSocketAddress out = proxy.outbound(ListenProtocol.HTTP, TestProxy.ORDERS, in);
      try (TestClient client = TestClient.plain(out)) {
        client.send(GET);
        client.socket.shutdownOutput();
        assertThat(client.readAll()).endsWith("ok");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n"
            + "host: a\r\n"
            + "content-length: 5\r\n"
            + "transfer-encoding: chunked\r\n\r\n"
            + "0\r\n\r\n",
        "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello!",
        "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding : chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding:\u000bchunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: xchunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\n"
            + "host: a\r\n"
            + "transfer-encoding: chunked\r\n"
            + "transfer-encoding: x\r\n\r\n"
            + "0\r\n\r\n",
        "POST / HTTP/1.1\r\nhost: a\r\n transfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nhost: a\r\nx: y\r\n transfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nhost: a\r\nfoo\rtransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nhost: a\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nhost: a\r\ncontent_length: 5\r\n\r\nhello",
        "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\nhost: b\r\n\r\nhello",
        "GET /admin%2fsecret HTTP/1.1\r\nhost: a\r\n\r\n",
        "GET /..;/admin HTTP/1.1\r\nhost: a\r\n\r\n",
        "GET http://evil/ HTTP/1.1\r\nhost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nhost: a\r\nconnection: x-forwarded-client-cert\r\n\r\n",
        "\0\1\2\3\r\n\r\n",
      })
  void ambiguousRequest_isRefusedAndNothingGoesOn(String request) throws Exception {
    TestApplication application = TestApplication.answering(OK);
    before(
        application,
        (proxy, at) -> {
          try (TestClient client = client(proxy, at)) {
            client.send(request + GET);
            assertThat(client.readHead())
                .startsWith("HTTP/1.1 400 ")
                .contains("connection: close\r\n");
          }
          assertThat(application.heads).isEmpty();
          assertThat(proxy.policy.askedRequests).isEmpty();
        });
  }

  @Test
  void brokenChunkAfterTheHead_neverCompletesTheRequest() throws Exception {
    AtomicLong afterHead = new AtomicLong();
    before(
        new TestApplication(
            socket -> {
              InputStream in = socket.getInputStream();
              TestApplication.readHead(in);
              afterHead.set(in.readAllBytes().length);
            }),
        (proxy, at) -> {
          try (TestClient client = client(proxy, at)) {
            client.send("POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n");
            client.send("5\r\nhello\r\n5;x\r\nhello\r\n0\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 400 ");
          }
          assertThat(afterHead.get()).isLessThanOrEqualTo(10);
        });
  }

  @ParameterizedTest
  @CsvSource({
    "CONNECT a:443 HTTP/1.1, 501",
    "GET / HTTP/1.1|upgrade: websocket|connection: upgrade, 501",
    "GET / HTTP/3.0, 505",
    "PRI * HTTP/2.0, 505",
    "POST / HTTP/1.1|expect: magic, 417",
  })
  void whatIsNotServed_isSaid(String head, String status) throws Exception {
    before(
        TestApplication.answering(OK),
        (proxy, at) -> {
          try (TestClient client = client(proxy, at)) {
            client.send(head.replace("|", "\r\n") + "\r\nhost: a\r\n\r\n");
            assertThat(client.readHead()).startsWith("HTTP/1.1 " + status + " ");
          }
        });
  }

  @Test
  void slowHead_is408() throws Exception {
    before(
        TestApplication.answering(OK),
        (proxy, at) -> {
          try (TestClient client = client(proxy, at)) {
            assertThat(client.send("GET / HT").readHead()).startsWith("HTTP/1.1 408 ");
          }
        });
  }

  @Test
  void applicationIsDown_is503() throws Exception {
    TestApplication application = TestApplication.answering(OK);
    application.close();
    before(
        application,
        (proxy, at) -> {
          try (TestClient client = client(proxy, at)) {
            assertThat(client.send(GET).readHead())
                .startsWith("HTTP/1.1 503 ")
                .contains("x-watchword-error: connect-failed\r\n");
          }
        });
  }

  @Test
  void applicationIsSilent_is504() throws Exception {
    before(
        new TestApplication(socket -> socket.getInputStream().readAllBytes()),
        (proxy, at) -> {
          try (TestClient client = client(proxy, at)) {
            assertThat(client.send(GET).readHead())
                .startsWith("HTTP/1.1 504 ")
                .contains("x-watchword-error: upstream-timeout\r\n");
            client.readUntil("\n");
            assertThat(client.send(GET).readHead()).startsWith("HTTP/1.1 504 ");
          }
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 101 Switching Protocols\r\n\r\n",
        "nonsense\r\n\r\n",
      })
  void applicationAnswersAmbiguously_is502(String answer) throws Exception {
    before(
        TestApplication.answering(answer),
        (proxy, at) -> {
          try (TestClient client = client(proxy, at)) {
            assertThat(client.send(GET).readHead())
                .startsWith("HTTP/1.1 502 ")
                .contains("x-watchword-error: upstream-malformed\r\n");
          }
        });
  }

  @Test
  void applicationClosedAnIdleConnection_requestIsSentAgain() throws Exception {
    AtomicInteger connections = new AtomicInteger();
    before(
        new TestApplication(
            socket -> {
              int mine = connections.incrementAndGet();
              InputStream in = socket.getInputStream();
              TestApplication.readHead(in);
              TestApplication.write(socket.getOutputStream(), OK);
              if (mine == 1) {
                // Takes the second request and closes without a word, as a server does whose idle
                // time is over.
                TestApplication.readHead(in);
                return;
              }
              TestApplication.readHead(in);
            }),
        (proxy, at) -> {
          try (TestClient client = client(proxy, at)) {
            client.send(GET).readUntil("ok");
            client.send(GET).readUntil("ok");
          }
          assertThat(connections).hasValue(2);
        });
  }

  @Test
  void answerCutShort_cutsTheClientToo() throws Exception {
    before(
        new TestApplication(
            socket -> {
              TestApplication.readHead(socket.getInputStream());
              TestApplication.write(
                  socket.getOutputStream(), "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf");
            }),
        (proxy, at) -> {
          try (TestClient client = client(proxy, at)) {
            assertThat(client.send(GET).readAll()).endsWith("half");
          }
        });
  }

  @Test
  void slowReader_holdsTheApplicationBack() throws Exception {
    AtomicLong written = new AtomicLong();
    byte[] block = new byte[64 * 1024];
    long total = 48L * 1024 * 1024;
    before(
        new TestApplication(
            socket -> {
              TestApplication.readHead(socket.getInputStream());
              TestApplication.write(
                  socket.getOutputStream(),
                  "HTTP/1.1 200 OK\r\ncontent-length: " + total + "\r\n\r\n");
              for (long sent = 0; sent < total; sent += block.length) {
                socket.getOutputStream().write(block);
                written.addAndGet(block.length);
              }
            }),
        (proxy, at) -> {
          try (TestClient client = client(proxy, at)) {
            client.send(GET).readHead();
            long[] last = {-1};
            Await.until(
                "no more is written",
                () -> {
                  long before = last[0];
                  last[0] = written.get();
                  java.util.concurrent.locks.LockSupport.parkNanos(100_000_000);
                  return before == last[0];
                });
            assertThat(written.get()).isLessThan(24L * 1024 * 1024);
            long read = 0;
            byte[] buffer = new byte[256 * 1024];
            while (read < total) {
              int n = client.socket.getInputStream().read(buffer);
              assertThat(n).isPositive();
              read += n;
            }
            assertThat(read).isEqualTo(total);
          }
        });
  }

  @Test
  void slowApplication_holdsTheClientBack() throws Exception {
    long total = 48L * 1024 * 1024;
    AtomicLong sent = new AtomicLong();
    java.util.concurrent.CountDownLatch goOn = new java.util.concurrent.CountDownLatch(1);
    before(
        new TestApplication(
            socket -> {
              InputStream in = socket.getInputStream();
              TestApplication.readHead(in);
              try {
                goOn.await();
              } catch (InterruptedException e) {
                return;
              }
              in.readNBytes((int) total);
              TestApplication.write(socket.getOutputStream(), OK);
            }),
        (proxy, at) -> {
          try (TestClient client = client(proxy, at)) {
            client.send("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: " + total + "\r\n\r\n");
            Thread writer =
                Thread.ofVirtual()
                    .start(
                        () -> {
                          byte[] block = new byte[64 * 1024];
                          try {
                            for (long n = 0; n < total; n += block.length) {
                              client.socket.getOutputStream().write(block);
                              sent.addAndGet(block.length);
                            }
                          } catch (IOException e) {
                            // The assertions below tell.
                          }
                        });
            long[] last = {-1};
            Await.until(
                "no more is taken",
                () -> {
                  long before = last[0];
                  last[0] = sent.get();
                  java.util.concurrent.locks.LockSupport.parkNanos(100_000_000);
                  return before == last[0];
                });
            assertThat(sent.get()).isLessThan(24L * 1024 * 1024);
            goOn.countDown();
            writer.join();
            client.readUntil("ok");
          }
        });
  }

  @ParameterizedTest
  @CsvSource({"GET / HTTP/1.1, http", "EHLO [10.0.0.1], tcp", "'', tcp"})
  void detect_firstBytes_decideWhoDecides(String first, String protocol) throws Exception {
    try (TestProxy proxy = new TestProxy();
        TestApplication application =
            new TestApplication(
                socket -> {
                  TestApplication.write(socket.getOutputStream(), "");
                  socket.getInputStream().read();
                  TestApplication.write(socket.getOutputStream(), OK);
                })) {
      proxy.timeouts = Settings.timeouts().detect(Duration.ofMillis(100)).build();
      InetSocketAddress at = proxy.inbound(ListenProtocol.DETECT, application.address());
      try (TestClient client = client(proxy, at)) {
        client.send(first);
        Await.until("decided", () -> !proxy.policy.askedConnections.isEmpty());
        assertThat(proxy.policy.askedConnections.element().protocol()).isEqualTo(protocol);
        client.send("\r\nhost: a\r\n\r\n").readUntil("ok");
      }
      assertThat(proxy.policy.askedRequests).hasSize(protocol.equals("http") ? 1 : 0);
    }
  }
}
