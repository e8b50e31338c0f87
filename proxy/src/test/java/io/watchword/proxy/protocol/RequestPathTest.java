package io.watchword.proxy.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The path that policies see and that is forwarded, or the code of its refusal.
class RequestPathTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "/ /",
        "/a/b /a/b",
        "/a/ /a/",
        "// /",
        "//a /a",
        "/a//b /a/b",
        "/a///b// /a/b/",
        "/./a /a",
        "/a/. /a/",
        "/a/./b /a/b",
        "/a/../b /b",
        "/a/b/.. /a/",
        "/a/b/../ /a/",
        "/a/.. /",
        "/.. path-above-root",
        "/../a path-above-root",
        "/a/../../b path-above-root",
        "/... /...",
        "/.a /.a",
        "/a..b /a..b",
        "/%61dmin /admin",
        "/%41 /A",
        "/a%2db /a-b",
        "/%7euser /~user",
        "/%e9 /%E9",
        "/%c3%a9 /%C3%A9",
        "/a%20b /a%20b",
        "/%2e%2e/a path-above-root",
        "/a/%2e%2e/b /b",
        "/a/.%2e/b /b",
        "/a/%2E/b /a/b",
        "/a%2fb path-escape",
        "/a%2Fb path-escape",
        "/a%5cb path-escape",
        "/a\\b path-character",
        "/a%00 path-escape",
        "/a%0d%0a path-escape",
        "/a%7f path-escape",
        "/a% path-escape",
        "/a%2 path-escape",
        "/a%zz path-escape",
        "/a%252fb path-double-escape",
        "/a%25%32%66b path-double-escape",
        "/a%252%66b path-double-escape",
        "/a%25 /a%25",
        "/a%25x /a%25x",
        "/a;b path-parameter",
        "/a;/b path-parameter",
        "/..;/a path-parameter",
        "/a%3bb path-parameter",
        "/a:b@c /a:b@c",
        "/a,b=c /a,b=c",
        "/a|b path-character",
        "/a\"b path-character",
        "/a<b path-character",
        "/[a] path-character",
      })
  void normalise_path_isTheOneFormOrRefused(String path, String expected) {
    byte[] bytes = path.getBytes(StandardCharsets.ISO_8859_1);
    String outcome;
    try {
      outcome = RequestPath.normalise(bytes, 0, bytes.length);
      byte[] again = outcome.getBytes(StandardCharsets.ISO_8859_1);
      assertThat(RequestPath.normalise(again, 0, again.length))
          .describedAs("normalising twice changes nothing")
          .isEqualTo(outcome);
    } catch (MalformedMessageException e) {
      outcome = e.code();
    }
    assertThat(outcome).isEqualTo(expected);
  }
}
