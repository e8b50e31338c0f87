package io.watchword.proxy.config;

import io.watchword.platform.bootstrap.config.AtLeast;
import io.watchword.platform.bootstrap.config.AtMost;
import io.watchword.platform.bootstrap.config.ByteSize;
import io.watchword.platform.bootstrap.config.Default;

/// How large the head of a request or an answer may be; the key `limits`. Beyond it requests get
/// 414 or 431.
///
/// @param requestLine longest request line
/// @param head longest head
/// @param fields most header fields
public record LimitsConfig(
    @Default("8KiB") @AtLeast("64B") @AtMost("1MiB") ByteSize requestLine,
    @Default("32KiB") @AtLeast("64B") @AtMost("1MiB") ByteSize head,
    @Default("100") @AtLeast("1") int fields) {

  public LimitsConfig {
    if (head.bytes() < requestLine.bytes()) {
      throw new IllegalArgumentException(
          "head limit `" + head + "` (expected: >= request-line, `" + requestLine + "`)");
    }
  }
}
