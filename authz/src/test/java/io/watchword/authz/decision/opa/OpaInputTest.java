package io.watchword.authz.decision.opa;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class OpaInputTest {

  private static final String SOURCE =
      """
      {"spiffe_id": "spiffe://example.org/ns/shop/sa/web", "trust_domain": "example.org",
       "namespace": "shop", "service_account": "web", "ip": "127.0.0.1", "port": 40000,
       "certificate": {"serial": "1f", "sha256": "ab12", "not_after": "2026-03-01T13:00:00Z"}}\
      """;
  private static final String DESTINATION =
      """
      {"workload": "orders", "spiffe_id": "spiffe://example.org/ns/shop/sa/orders",
       "namespace": "shop", "service_account": "orders", "labels": {"app": "orders"},
       "ip": "127.0.0.2", "port": 8080}\
      """;
  private static final String TLS =
      """
      {"version": "TLSv1.3", "cipher_suite": "TLS_AES_128_GCM_SHA256", "group": "x25519"}\
      """;
  private static final String PEERS =
      """
      "source": {"address": {"socketAddress": {"address": "127.0.0.1", "portValue": 40000}},
                 "principal": "spiffe://example.org/ns/shop/sa/web"},
      "destination": {"address": {"socketAddress": {"address": "127.0.0.2", "portValue": 8080}},
                      "principal": "spiffe://example.org/ns/shop/sa/orders"}\
      """;

  @Test
  void of_connection_isWhatPoliciesSee() throws IOException {
    assertThat(json(OpaInput.of(Facts.connection("tcp"))))
        .isEqualTo(
            json(
                """
                {"input": {"source": %s, "destination": %s,
                  "connection": {"id": "c-1", "protocol": "tcp", "tls": %s},
                  "attributes": {%s}}}\
                """
                    .formatted(SOURCE, DESTINATION, TLS, PEERS)));
  }

  @Test
  void of_request_isWhatPoliciesSeeAndWhatEnvoysPoliciesSee() throws IOException {
    assertThat(json(OpaInput.of(Facts.request("GET", "/orders/7?k=v&k=w"))))
        .isEqualTo(
            json(
                """
                {"input": {"source": %s, "destination": %s,
                  "connection": {"id": "c-1", "protocol": "http", "tls": %s},
                  "request": {"id": "r-1", "method": "GET", "scheme": "https", "host": "orders:8080",
                    "path": "/orders/7", "raw_path": "/orders/7?k=v&k=w",
                    "query": {"k": ["v", "w"]}, "headers": {"accept": "text/plain"}},
                  "attributes": {%s, "request": {"http": {"id": "r-1", "method": "GET",
                    "scheme": "https", "host": "orders:8080", "path": "/orders/7?k=v&k=w",
                    "protocol": "HTTP/1.1", "headers": {"accept": "text/plain"}}}},
                  "parsed_path": ["orders", "7"], "parsed_query": {"k": ["v", "w"]}}}\
                """
                    .formatted(SOURCE, DESTINATION, TLS, PEERS)));
  }

  @Test
  void of_rootPath_hasOneEmptySegmentAsInEnvoysPlugin() throws IOException {
    assertThat(json(OpaInput.of(Facts.request("GET", "/"))).at("/input/parsed_path"))
        .hasToString("[\"\"]");
  }

  private static JsonNode json(byte[] bytes) throws IOException {
    return new JsonMapper().readTree(bytes);
  }

  private static JsonNode json(String text) throws IOException {
    return new JsonMapper().readTree(text);
  }
}
