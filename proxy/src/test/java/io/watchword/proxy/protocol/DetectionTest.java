package io.watchword.proxy.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DetectionTest {

  @ParameterizedTest
  @CsvSource({
    "'GET / HTTP/1.1', HTTP",
    "'POST /', HTTP",
    "'OPTIONS *', HTTP",
    "'GET http://a', HTTP",
    "'PRI * HTTP/2.0', HTTP",
    "'G', UNDECIDED",
    "'GET', UNDECIDED",
    "'GET ', UNDECIDED",
    "'GET htt', UNDECIDED",
    "'', UNDECIDED",
    "'EHLO example.org', UNDECIDED",
    "'EHLO example.org\r', TCP",
    "'USER alice\r\n', TCP",
    "'get / HTTP/1.1', HTTP",
    "'get\t/', HTTP",
    "'GET  /', HTTP",
    "' GET /', HTTP",
    "'\r\n\r\nGET /', HTTP",
    "'\nGET /', HTTP",
    "'\r\n', UNDECIDED",
    "'GET HTTPS://a', HTTP",
    "'CONNECT a:1', HTTP",
    "'SSH-2.0-OpenSSH\r', TCP",
    "'ABCDEFGHIJKLMNOPQRSTUVWXYZ / HTTP/1.1', HTTP",
    "'GET \u0001', TCP",
    "'{}', TCP"
  })
  void of_firstBytes_tellTheProtocol(String bytes, Detection expected) {
    assertThat(Detection.of(Unpooled.copiedBuffer(bytes, StandardCharsets.ISO_8859_1)))
        .isEqualTo(expected);
  }

  @Test
  void of_endlessMethod_isHttp() {
    assertThat(Detection.of(Unpooled.copiedBuffer("A".repeat(1025), StandardCharsets.US_ASCII)))
        .isEqualTo(Detection.HTTP);
  }
}
