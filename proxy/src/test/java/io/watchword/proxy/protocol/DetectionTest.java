package io.watchword.proxy.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
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
    "'EHLO example.org', TCP",
    "'USER alice', TCP",
    "'get / HTTP/1.1', TCP",
    "'SSH-2.0-OpenSSH', TCP",
    "'ABCDEFGHIJKLMNOPQRSTUVWXYZ', TCP",
    "' GET /', TCP",
    "'{}', TCP"
  })
  void of_firstBytes_tellTheProtocol(String bytes, Detection expected) {
    assertThat(Detection.of(Unpooled.copiedBuffer(bytes, StandardCharsets.ISO_8859_1)))
        .isEqualTo(expected);
  }
}
