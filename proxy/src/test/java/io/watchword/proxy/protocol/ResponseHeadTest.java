package io.watchword.proxy.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How answers are framed: one row a case, in the notation of [RequestHeadTest].
class ResponseHeadTest {

  private static RequestHead request(String method) {
    boolean old = method.equals("OLD");
    String line = old ? "GET / HTTP/1.0|host: a||" : method + " / HTTP/1.1|host: a||";
    return RequestHead.parse(RequestHeadTest.bytes(line), HttpLimits.DEFAULT);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "GET  ; HTTP/1.1 200 OK|content-length: 5||                ; length 5 keep",
        "GET  ; HTTP/1.1 200 OK|content-length: 0||                ; none keep",
        "GET  ; HTTP/1.1 200|content-length: 0||                   ; none keep",
        "GET  ; HTTP/1.1 200 |content-length: 0||                  ; none keep",
        "GET  ; HTTP/1.1 200 OK|transfer-encoding: chunked||       ; chunked keep",
        "GET  ; HTTP/1.1 200 OK||                                  ; until-close close",
        "GET  ; HTTP/1.1 200 OK|connection: close|content-length: 5|| ; length 5 close",
        "GET  ; HTTP/1.0 200 OK|content-length: 5||                ; length 5 close",
        "GET  ; HTTP/1.0 200 OK|connection: keep-alive|content-length: 5|| ; length 5 keep",
        "GET  ; HTTP/1.0 200 OK||                                  ; until-close close",
        "HEAD ; HTTP/1.1 200 OK|content-length: 5||                ; none keep",
        "HEAD ; HTTP/1.1 200 OK|transfer-encoding: chunked||       ; none keep",
        "HEAD ; HTTP/1.1 200 OK||                                  ; none keep",
        "GET  ; HTTP/1.1 204 No Content||                          ; none keep",
        "GET  ; HTTP/1.1 204 No Content|content-length: 0||        ; none keep",
        "GET  ; HTTP/1.1 204 No Content|transfer-encoding: chunked|| ; transfer-encoding",
        "GET  ; HTTP/1.1 304 Not Modified|content-length: 5||      ; none keep",
        "GET  ; HTTP/1.1 100 Continue||                            ; none keep",
        "GET  ; HTTP/1.1 103 Early Hints|link: a||                 ; none keep",
        "GET  ; HTTP/1.1 101 Switching Protocols||                 ; unasked-upgrade",
        "OLD  ; HTTP/1.1 200 OK|transfer-encoding: chunked||       ; transfer-encoding",
        "GET  ; HTTP/1.0 200 OK|transfer-encoding: chunked||       ; transfer-encoding",
        "GET  ; HTTP/1.1 200 OK|transfer-encoding: gzip, chunked|| ; transfer-encoding",
        "GET  ; HTTP/1.1 200 OK|transfer-encoding: identity||      ; transfer-encoding",
        "GET  ; HTTP/1.1 200 OK|content-length: 5|transfer-encoding: chunked|| ;"
            + " content-length-and-transfer-encoding",
        "GET  ; HTTP/1.1 200 OK|content-length: 5|content-length: 5|| ; content-length-repeated",
        "GET  ; HTTP/1.1 200 OK|content-length: 5, 6||             ; content-length",
        "GET  ; HTTP/1.1 200 OK|content-length: x||                ; content-length",
        "GET  ; HTTP/2 200 OK||                                    ; status-line",
        "GET  ; HTTP/1.1 20 OK||                                   ; status-line",
        "GET  ; HTTP/1.1 2000 OK||                                 ; status-line",
        "GET  ; HTTP/1.1  200 OK||                                 ; status-line",
        "GET  ; HTTP/1.1 600 OK||                                  ; status-line",
        "GET  ; HTTP/1.1 099 OK||                                  ; status-line",
        "GET  ; ICY 200 OK||                                       ; status-line",
        "GET  ; http/1.1 200 OK||                                  ; status-line",
        "GET  ; HTTP/1.1 200 O^K||                                 ; status-line",
        "GET  ; HTTP/1.1 200 OK|x : y||                            ; field-name",
        "GET  ; HTTP/1.1 200 OK|x: y|_z||                          ; obs-fold",
        "GET  ; HTTP/1.1 200 OK~x: y~~                             ; bare-lf",
      })
  void read_answer_isFramedOrRefused(String method, String head, String expected) {
    ByteBuf in = Unpooled.wrappedBuffer(RequestHeadTest.bytes(head));
    String outcome;
    try {
      int length = new HeadScanner(HttpLimits.DEFAULT).find(in);
      ResponseHead read = ResponseHead.read(in, length, request(method), HttpLimits.DEFAULT);
      outcome =
          switch (read.body()) {
                case BodyFraming.None() -> "none";
                case BodyFraming.Length(long bytes) -> "length " + bytes;
                case BodyFraming.Chunked() -> "chunked";
                case BodyFraming.UntilClose() -> "until-close";
              }
              + (read.keepsAlive() ? " keep" : " close");
    } catch (MalformedMessageException e) {
      outcome = e.code();
    }
    assertThat(outcome).isEqualTo(expected);
  }

  @Test
  void writeTo_fieldsOfTheConnection_areReplaced() {
    String head =
        """
        HTTP/1.0 200 Fine\r
        Connection: keep-alive, x-hop\r
        Keep-Alive: 5\r
        x-hop: 1\r
        X-Watchword-Error: forged\r
        content-length: 2\r
        \r
        """;
    ResponseHead read =
        ResponseHead.parse(
            head.getBytes(StandardCharsets.ISO_8859_1), request("GET"), HttpLimits.DEFAULT);
    ByteBuf out = Unpooled.buffer();
    read.writeTo(out, false, true);
    assertThat(out.toString(StandardCharsets.ISO_8859_1))
        .isEqualTo("HTTP/1.1 200 Fine\r\ncontent-length: 2\r\nconnection: close\r\n\r\n");
    out.clear();
    read.writeTo(out, true, false);
    assertThat(out.toString(StandardCharsets.ISO_8859_1))
        .isEqualTo("HTTP/1.1 200 Fine\r\nX-Watchword-Error: forged\r\ncontent-length: 2\r\n\r\n");
  }
}
