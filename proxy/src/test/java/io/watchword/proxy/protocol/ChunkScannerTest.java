package io.watchword.proxy.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Chunked bodies, in the notation of [RequestHeadTest]: how many bytes belong to the body, or why
/// it is refused. Each body is scanned whole and byte by byte.
class ChunkScannerTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "0||                          ; 5",
        "1|a|0||                      ; 11",
        "A|0123456789|0||             ; 20",
        "00a|0123456789|0||           ; 22",
        "0|x: y||                     ; 11",
        "0||GET / HTTP/1.1|           ; 5",
        "1|a|                         ; more",
        "|                            ; chunk-size",
        "g|                           ; chunk-size",
        "-1|                          ; chunk-size",
        "0x1|a|0||                    ; chunk-size",
        "1_|a|0||                     ; chunk-size",
        "_1|a|0||                     ; chunk-size",
        "1,ext|a|0||                  ; chunk-size",
        "FFFFFFFFFFFFFFFF|            ; chunk-size",
        "1~a|0||                      ; chunk-size",
        "1^a|0||                      ; chunk-end",
        "1|ab|0||                     ; chunk-end",
        "1|a~0||                      ; chunk-end",
        "0|x: y~~                     ; bare-lf",
        "0|x : y||                    ; field-name",
        "0|content-length: 1||        ; trailer-field",
        "0|Transfer-Encoding: a||     ; trailer-field",
        "0|host: a||                  ; trailer-field",
        "0|x-watchword-a: b||         ; trailer-field",
        "0|X-Forwarded-Client-Cert: b|| ; trailer-field",
      })
  void scan_chunks_areFollowedOrRefused(String body, String expected) {
    byte[] bytes = RequestHeadTest.bytes(body);
    assertThat(scan(bytes, bytes.length)).isEqualTo(expected);
    assertThat(scan(bytes, 1)).isEqualTo(expected);
  }

  private static String scan(byte[] bytes, int piece) {
    BodyScanner scanner = new BodyScanner();
    scanner.start(BodyFraming.CHUNKED);
    int taken = 0;
    try {
      for (int at = 0; at < bytes.length; at += piece) {
        ByteBuf in = Unpooled.wrappedBuffer(bytes, at, Math.min(piece, bytes.length - at));
        taken += scanner.scan(in);
      }
    } catch (MalformedMessageException e) {
      return e.code();
    }
    return scanner.isComplete() ? Integer.toString(taken) : "more";
  }
}
