package io.watchword.identity.workload.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.watchword.tests.kit.Rule;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointAddressTest {

  @ParameterizedTest
  @Rule({"WE-09", "WE-10", "WE-11"})
  @CsvSource({
    "unix:///run/agent.sock, unix:/run/agent.sock",
    "unix:/run/agent.sock, unix:/run/agent.sock",
    "unix:./agent.sock, unix:./agent.sock",
    "tcp://127.0.0.1:8080, tcp://127.0.0.1:8080",
  })
  void parse_address_isRead(String text, String read) {
    assertThat(EndpointAddress.parse(text)).hasToString(read);
  }

  @ParameterizedTest
  @Rule({"WE-09", "WE-10", "WE-11"})
  @ValueSource(
      strings = {
        "",
        "/run/agent.sock",
        "http://127.0.0.1:1",
        "unix:",
        "unix://host/run/agent.sock",
        "unix:///a?b",
        "unix:///a#b",
        "tcp://localhost:8080",
        "tcp://127.0.0.1",
        "tcp://127.0.0.1:8080/x",
        "tcp://u@127.0.0.1:8080",
        "tcp://127.0.0.1:8080?x",
        "tcp:127.0.0.1:8080"
      })
  void parse_anythingElse_isRefused(String text) {
    assertThatThrownBy(() -> EndpointAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "`"
                + text
                + "` is no Workload API address (expected: `unix:///PATH` or `tcp://IP:PORT`)");
  }

  @Test
  @Rule("WE-11")
  void parse_ipv6_isRead() {
    assertThat(EndpointAddress.parse("tcp://[::1]:8080")).isInstanceOf(EndpointAddress.Tcp.class);
  }

  @Test
  @Rule({"WE-08", "WE-10"})
  void fromEnvironment_variable_saysWhere() {
    assertThat(
            EndpointAddress.fromEnvironment(
                Map.of("SPIFFE_ENDPOINT_SOCKET", "unix:///run/agent.sock")))
        .hasToString("unix:/run/agent.sock");
    assertThatThrownBy(() -> EndpointAddress.fromEnvironment(Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "SPIFFE_ENDPOINT_SOCKET is not set (expected: `unix:///PATH` or `tcp://IP:PORT`)");
    assertThatThrownBy(
            () ->
                EndpointAddress.fromEnvironment(
                    Map.of("SPIFFE_ENDPOINT_SOCKET", "unix:./agent.sock")))
        .hasMessage(
            "SPIFFE_ENDPOINT_SOCKET is `unix:./agent.sock`, which is no absolute path (expected:"
                + " `unix:///PATH`)");
  }
}
