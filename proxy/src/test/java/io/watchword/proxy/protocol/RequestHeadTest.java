package io.watchword.proxy.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is read, what is refused and with which code: one row a case. `|` stands for CRLF, `~` for
/// LF, `^` for CR, `_` for a space at an edge, `\t` for a tab, `\0` for NUL.
class RequestHeadTest {

  static byte[] bytes(String row) {
    return row.replace("|", "\r\n")
        .replace("~", "\n")
        .replace("^", "\r")
        .replace("\\t", "\t")
        .replace("\\0", "\0")
        .replace("_", " ")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  /// How a head ends up: the framing of its body, or status and code of its refusal.
  static String outcome(String row) {
    ByteBuf in = Unpooled.wrappedBuffer(bytes(row));
    try {
      int length = new HeadScanner(HttpLimits.DEFAULT).find(in);
      if (length < 0) {
        return "incomplete";
      }
      RequestHead head = RequestHead.read(in, length, HttpLimits.DEFAULT);
      return switch (head.body()) {
        case BodyFraming.None() -> "none";
        case BodyFraming.Length(long bytes) -> "length " + bytes;
        case BodyFraming.Chunked() -> "chunked";
        case BodyFraming.UntilClose() -> "until-close";
      };
    } catch (MalformedMessageException e) {
      return e.status() + " " + e.code();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      ignoreLeadingAndTrailingWhitespace = true,
      value = {
        // Request lines.
        "GET / HTTP/1.1|host: a||                               ; none",
        "POST / HTTP/1.1|host: a||                              ; none",
        "M-SEARCH / HTTP/1.1|host: a||                          ; none",
        "GET / HTTP/1.0||                                       ; none",
        "GET / HTTP/1.0|host: a||                               ; none",
        "GET  / HTTP/1.1|host: a||                              ; 400 target",
        "GET /  HTTP/1.1|host: a||                              ; 400 target",
        "GET / HTTP/1.1_|host: a||                              ; 400 request-line",
        "_GET / HTTP/1.1|host: a||                              ; 400 request-line",
        "GET /a b HTTP/1.1|host: a||                            ; 400 target",
        "GET\\t/ HTTP/1.1|host: a||                             ; 400 request-line",
        "GET / http/1.1|host: a||                               ; 400 request-line",
        "GET / HTTP/1.2|host: a||                               ; 505 version",
        "GET / HTTP/2.0|host: a||                               ; 505 version",
        "PRI * HTTP/2.0|||                                      ; 505 version",
        "GET / HTTP/0.9|host: a||                               ; 505 version",
        "GET / HTTP/1.11|host: a||                              ; 400 request-line",
        "GET /|host: a||                                        ; 400 request-line",
        "GET|host: a||                                          ; 400 request-line",
        "G(T / HTTP/1.1|host: a||                               ; 400 request-line",
        "GET /\\0 HTTP/1.1|host: a||                            ; 400 target",
        "GET /é HTTP/1.1|host: a||                              ; 400 target",
        "GET /#a HTTP/1.1|host: a||                             ; 400 target",
        "GET a HTTP/1.1|host: a||                               ; 400 target",
        "GET a.b:80 HTTP/1.1|host: a||                          ; 400 target",
        "GET * HTTP/1.1|host: a||                               ; 400 target",
        "OPTIONS * HTTP/1.1|host: a||                           ; none",
        "CONNECT a:443 HTTP/1.1|host: a||                       ; 501 connect",
        "GET http://a/x HTTP/1.1|host: a||                      ; none",
        "GET http://A/x HTTP/1.1|host: a||                      ; none",
        "GET http://b/x HTTP/1.1|host: a||                      ; 400 host-differs-from-target",
        "GET https://a/x HTTP/1.1|host: a||                     ; 400 target",
        "GET http://u@a/x HTTP/1.1|host: a||                    ; 400 host",
        "GET http:///x HTTP/1.1|host: a||                       ; 400 host",
        // Line ends.
        "GET / HTTP/1.1~host: a~~                               ; 400 bare-lf",
        "GET / HTTP/1.1|host: a~|                               ; 400 bare-lf",
        "GET / HTTP/1.1|host: a|x: b^c||                        ; 400 field-value",
        "GET / HTTP/1.1|host: a^^~|                             ; 400 field-value",
        "GET / HTTP/1.1|host: a|                                ; incomplete",
        // Field syntax.
        "GET / HTTP/1.1|host: a|x:||                            ; none",
        "GET / HTTP/1.1|host: a|x: é||                          ; none",
        "GET / HTTP/1.1|host: a|x : b||                         ; 400 field-name",
        "GET / HTTP/1.1|host: a|x\\t: b||                       ; 400 field-name",
        "GET / HTTP/1.1|host: a|: b||                           ; 400 field-name",
        "GET / HTTP/1.1|host: a|xb||                            ; 400 field-name",
        "GET / HTTP/1.1|host: a|x(y): b||                       ; 400 field-name",
        "GET / HTTP/1.1|host: a|x: b|_c||                       ; 400 obs-fold",
        "GET / HTTP/1.1|host: a|x: b|\\tc||                     ; 400 obs-fold",
        "GET / HTTP/1.1|_host: a||                              ; 400 obs-fold",
        "GET / HTTP/1.1|host: a|x: b\\0c||                      ; 400 field-value",
        // Host.
        "GET / HTTP/1.1||                                       ; 400 host-missing",
        "GET / HTTP/1.1|host:||                                 ; 400 host",
        "GET / HTTP/1.1|host: a|host: a||                       ; 400 host-repeated",
        "GET / HTTP/1.1|Host: a|hOST: b||                       ; 400 host-repeated",
        "GET / HTTP/1.1|host: a:80||                            ; none",
        "GET / HTTP/1.1|host: [::1]:80||                        ; none",
        "GET / HTTP/1.1|host: a:||                              ; 400 host",
        "GET / HTTP/1.1|host: a:x||                             ; 400 host",
        "GET / HTTP/1.1|host: a/b||                             ; 400 host",
        "GET / HTTP/1.1|host: u@a||                             ; 400 host",
        "GET / HTTP/1.1|host: a, b||                            ; 400 host",
        // Length.
        "POST / HTTP/1.1|host: a|content-length: 0||            ; none",
        "POST / HTTP/1.1|host: a|content-length: 5||            ; length 5",
        "POST / HTTP/1.1|host: a|Content-Length:5||             ; length 5",
        "POST / HTTP/1.1|host: a|content-length: 005||          ; length 5",
        "POST / HTTP/1.1|host: a|content-length: +5||           ; 400 content-length",
        "POST / HTTP/1.1|host: a|content-length: -5||           ; 400 content-length",
        "POST / HTTP/1.1|host: a|content-length: 0x5||          ; 400 content-length",
        "POST / HTTP/1.1|host: a|content-length: 5 5||          ; 400 content-length",
        "POST / HTTP/1.1|host: a|content-length: 5, 5||         ; 400 content-length",
        "POST / HTTP/1.1|host: a|content-length:||              ; 400 content-length",
        "POST / HTTP/1.1|host: a|content-length: 9999999999999999999|| ; 400 content-length",
        "POST / HTTP/1.1|host: a|content-length: 5|content-length: 5|| ; 400"
            + " content-length-repeated",
        "POST / HTTP/1.1|host: a|content-length: 5|content-length: 6|| ; 400"
            + " content-length-repeated",
        // Transfer coding.
        "POST / HTTP/1.1|host: a|transfer-encoding: chunked||   ; chunked",
        "POST / HTTP/1.1|host: a|Transfer-Encoding: Chunked||   ; chunked",
        "POST / HTTP/1.1|host: a|transfer-encoding: gzip, chunked|| ; 400 transfer-encoding",
        "POST / HTTP/1.1|host: a|transfer-encoding: chunked, chunked|| ; 400 transfer-encoding",
        "POST / HTTP/1.1|host: a|transfer-encoding: identity||  ; 400 transfer-encoding",
        "POST / HTTP/1.1|host: a|transfer-encoding: xchunked||  ; 400 transfer-encoding",
        "POST / HTTP/1.1|host: a|transfer-encoding: \"chunked\"|| ; 400 transfer-encoding",
        "POST / HTTP/1.1|host: a|transfer-encoding: chunked a|| ; 400 transfer-encoding",
        "POST / HTTP/1.1|host: a|transfer-encoding:||           ; 400 transfer-encoding",
        "POST / HTTP/1.1|host: a|transfer-encoding: chunked|transfer-encoding: chunked|| ; 400"
            + " transfer-encoding-repeated",
        "POST / HTTP/1.1|host: a|content-length: 5|transfer-encoding: chunked|| ; 400"
            + " content-length-and-transfer-encoding",
        "POST / HTTP/1.1|host: a|transfer-encoding: chunked|content-length: 5|| ; 400"
            + " content-length-and-transfer-encoding",
        "POST / HTTP/1.0|host: a|transfer-encoding: chunked||   ; 400"
            + " transfer-encoding-in-http-1.0",
        // Expectations, upgrades, connection options.
        "POST / HTTP/1.1|host: a|expect: 100-continue|content-length: 1|| ; length 1",
        "POST / HTTP/1.1|host: a|expect: 200-ok||               ; 417 expect",
        "GET / HTTP/1.1|host: a|upgrade: websocket|connection: upgrade|| ; 501 upgrade",
        "GET / HTTP/1.1|host: a|upgrade: h2c||                  ; 501 upgrade",
        "GET / HTTP/1.1|host: a|connection: Upgrade||           ; 501 upgrade",
        "GET / HTTP/1.1|host: a|http2-settings: AAMA||          ; 501 upgrade",
        "GET / HTTP/1.1|host: a|connection: close, x-a||        ; none",
        "GET / HTTP/1.1|host: a|connection: authorization||     ; 400"
            + " connection-names-protected-field",
        "GET / HTTP/1.1|host: a|connection: content-length||    ; 400"
            + " connection-names-protected-field",
        "GET / HTTP/1.1|host: a|connection: X-Forwarded-Client-Cert|| ; 400"
            + " connection-names-protected-field",
        "GET / HTTP/1.1|host: a|connection: x-watchword-a||     ; 400"
            + " connection-names-protected-field",
      })
  void read_head_isFramedOrRefused(String head, String expected) {
    assertThat(outcome(head)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "content_length, 400 underscored-framing-field",
    "Transfer_Encoding, 400 underscored-framing-field",
    "content-type, none"
  })
  void read_underscoredFramingField_isRefused(String name, String expected) {
    String head = "POST / HTTP/1.1\r\nhost: a\r\n" + name + ": 5\r\n\r\n";
    String outcome;
    try {
      RequestHead.parse(head.getBytes(StandardCharsets.ISO_8859_1), HttpLimits.DEFAULT);
      outcome = "none";
    } catch (MalformedMessageException e) {
      outcome = e.status() + " " + e.code();
    }
    assertThat(outcome).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x-forwarded-client-cert",
        "X-Forwarded-Client-Cert",
        "x_forwarded_client_cert",
        "x-forwarded_client-cert",
        "x-watchword-",
        "x-watchword-a",
        "x-watchword-ab",
        "x-watchword-abcd",
        "x-watchword-error",
        "X_Watchword_Error1",
        "x-watchword-error-1",
        "x-watchword-decision-id",
        "x-watchword-something-long"
      })
  void writeTo_identityFieldFromOutside_isLeftOut(String name) {
    String head = "GET / HTTP/1.1\r\nhost: a\r\n" + name + ": forged\r\n\r\n";
    assertThat(forwarded(head, "")).isEqualTo("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
  }

  private static String forwarded(String head, String added) {
    RequestHead read =
        RequestHead.parse(head.getBytes(StandardCharsets.ISO_8859_1), HttpLimits.DEFAULT);
    ByteBuf out = Unpooled.buffer();
    read.writeTo(out, added.getBytes(StandardCharsets.ISO_8859_1));
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  @Test
  void writeTo_identityAndHopByHopFields_areLeftOut() {
    String head =
        """
        GET /a//b/../c?x=%2f HTTP/1.1\r
        Host: a\r
        X-Forwarded-Client-Cert: By=spiffe://evil\r
        x_forwarded_client_cert: By=spiffe://evil\r
        X-Watchword-Decision-Id: d-1\r
        Connection: keep-alive, x-hop\r
        X-Hop: 1\r
        Keep-Alive: 1\r
        TE: trailers\r
        Proxy-Authorization: basic\r
        Accept:  */* \r
        \r
        """;
    assertThat(forwarded(head, "x-forwarded-client-cert: good\r\n"))
        .isEqualTo(
            """
            GET /a/c?x=%2f HTTP/1.1\r
            Host: a\r
            Accept:  */*\r
            x-forwarded-client-cert: good\r
            \r
            """);
  }

  @Test
  void writeTo_absoluteTarget_becomesOriginForm() {
    assertThat(forwarded("GET http://a?q HTTP/1.1\r\nhost: a\r\n\r\n", ""))
        .isEqualTo("GET /?q HTTP/1.1\r\nhost: a\r\n\r\n");
  }

  @Test
  void find_headInPieces_looksAtEachOnce() {
    byte[] whole = bytes("GET / HTTP/1.1|host: a||");
    HeadScanner scanner = new HeadScanner(HttpLimits.DEFAULT);
    ByteBuf in = Unpooled.buffer();
    for (int i = 0; i < whole.length - 1; i++) {
      in.writeByte(whole[i]);
      assertThat(scanner.find(in)).isEqualTo(-1);
    }
    in.writeByte(whole[whole.length - 1]);
    assertThat(scanner.find(in)).isEqualTo(whole.length);
  }

  @ParameterizedTest
  @CsvSource({
    "line, 414 start-line-too-long",
    "head, 431 head-too-long",
    "fields, 431 too-many-fields"
  })
  void find_tooMuch_isRefused(String what, String expected) {
    String text =
        switch (what) {
          case "line" -> "GET /" + "a".repeat(9000);
          case "head" -> "GET / HTTP/1.1\r\nhost: a\r\nx: " + "a".repeat(40_000);
          default -> "GET / HTTP/1.1\r\nhost: a\r\n" + "x: a\r\n".repeat(150) + "\r\n";
        };
    assertThat(outcome(text.replace("\r\n", "|"))).isEqualTo(expected);
  }
}
