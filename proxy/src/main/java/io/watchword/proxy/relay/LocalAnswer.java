package io.watchword.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.watchword.proxy.upstream.UpstreamFailure;
import java.nio.charset.StandardCharsets;

/// An answer of the proxy itself. Says no more than the caller may know.
record LocalAnswer(int status, String field, String value, String body) {

  static LocalAnswer denied(String decisionId) {
    return new LocalAnswer(
        403, "x-watchword-decision-id", decisionId, "denied by policy, decision " + decisionId);
  }

  static LocalAnswer unavailable(UpstreamFailure failure) {
    return new LocalAnswer(
        failure.status(), "x-watchword-error", failure.code(), "upstream: " + failure.code());
  }

  static LocalAnswer refused(int status, String code) {
    return new LocalAnswer(status, "x-watchword-error", code, "request refused: " + code);
  }

  ByteBuf write(ByteBufAllocator allocator, boolean head, boolean close) {
    String text =
        "HTTP/1.1 "
            + status
            + " "
            + phrase()
            + "\r\n"
            + field
            + ": "
            + value
            + "\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: "
            + (body.length() + 1)
            + "\r\n"
            + (close ? "connection: close\r\n" : "")
            + "\r\n"
            + (head ? "" : body + "\n");
    ByteBuf out = allocator.buffer(text.length());
    out.writeCharSequence(text, StandardCharsets.US_ASCII);
    return out;
  }

  private String phrase() {
    return switch (status) {
      case 400 -> "Bad Request";
      case 403 -> "Forbidden";
      case 408 -> "Request Timeout";
      case 414 -> "URI Too Long";
      case 417 -> "Expectation Failed";
      case 431 -> "Request Header Fields Too Large";
      case 501 -> "Not Implemented";
      case 502 -> "Bad Gateway";
      case 503 -> "Service Unavailable";
      case 504 -> "Gateway Timeout";
      case 505 -> "HTTP Version Not Supported";
      default -> "Error";
    };
  }
}
