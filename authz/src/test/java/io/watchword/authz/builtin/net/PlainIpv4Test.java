package io.watchword.authz.builtin.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainIpv4Test {

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.0.1, 1",
    "10.0.0.0/8, 11.0.0.0, 0",
    "10.9.9.9/8, 10.0.0.1, 1",
    "0.0.0.0/0, 255.255.255.255, 1",
    "192.168.1.7/32, 192.168.1.7, 1",
    "192.168.1.7/32, 192.168.1.6, 0",
    "128.0.0.0/1, 200.1.1.1, 1",
    "10.0.0.0/33, 10.0.0.1, -1",
    "10.0.0.0/08, 10.0.0.1, -1",
    "10.0.0.0/, 10.0.0.1, -1",
    "10.0.0.0, 10.0.0.1, -1",
    "10.0.0.0/8, 10.0.0, -1",
    "10.0.0.0/8, 10.0.0.1.1, -1",
    "10.0.0.0/8, 10.0.0.256, -1",
    "10.0.0.0/8, 10.0.0.01, -1",
    "10.0.0/8, 10.0.0.1, -1",
    "fd00::/8, fd00::1, -1",
    "10.0.0.0/8, ::ffff:10.0.0.1, -1",
    "10.0.0.0/8, 10.1.0.0/16, -1",
  })
  void contains_networkAndAddress_isKnownWherePlain(String network, String address, int expected) {
    assertThat(PlainIpv4.contains(network, address)).isEqualTo(expected);
  }
}
