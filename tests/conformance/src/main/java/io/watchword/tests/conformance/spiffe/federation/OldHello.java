package io.watchword.tests.conformance.spiffe.federation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// A ClientHello such as nobody should answer any more: the JDK would not send it. RFC 5246 §7.4.1.
final class OldHello {

  static final int TLS_1_0 = 0x0301;
  static final int TLS_1_1 = 0x0302;
  static final int TLS_1_2 = 0x0303;

  /// Suites that every old server has.
  static final int[] COMMON = {0xc013, 0xc009, 0x002f, 0x0035, 0xc014, 0xc00a};

  /// Suites without forward secrecy, or with 3DES or RC4.
  static final int[] WEAK = {0x002f, 0x0035, 0x000a, 0x0005, 0x009c, 0x003c};

  private static final int HANDSHAKE = 22;
  private static final int SERVER_HELLO = 2;
  private static final int PATIENCE_MS = 5000;

  private OldHello() {}

  /// Whether the server goes on with it.
  static boolean isAnswered(String host, int port, int version, int... suites) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), PATIENCE_MS);
      socket.setSoTimeout(PATIENCE_MS);
      socket.getOutputStream().write(record(hello(host, version, suites)));
      InputStream in = socket.getInputStream();
      byte[] head = in.readNBytes(6);
      return head.length == 6 && head[0] == HANDSHAKE && head[5] == SERVER_HELLO;
    } catch (IOException e) {
      return false;
    }
  }

  private static byte[] hello(String host, int version, int... suites) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    two(body, version);
    body.writeBytes(new byte[32]);
    body.write(0);
    two(body, suites.length * 2);
    for (int suite : suites) {
      two(body, suite);
    }
    body.write(1);
    body.write(0);
    byte[] extensions = extensions(host);
    two(body, extensions.length);
    body.writeBytes(extensions);
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.write(1);
    message.write(0);
    two(message, body.size());
    message.writeBytes(body.toByteArray());
    return message.toByteArray();
  }

  private static byte[] extensions(String host) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] name = host.getBytes(StandardCharsets.US_ASCII);
    if (!host.matches("[0-9.:]+")) {
      two(out, 0);
      two(out, name.length + 5);
      two(out, name.length + 3);
      out.write(0);
      two(out, name.length);
      out.writeBytes(name);
    }
    // Curves, point formats, and signatures by SHA-256 and SHA-1 of both kinds.
    out.writeBytes(new byte[] {0, 10, 0, 6, 0, 4, 0, 23, 0, 24, 0, 11, 0, 2, 1, 0});
    out.writeBytes(new byte[] {0, 13, 0, 10, 0, 8, 4, 3, 4, 1, 2, 3, 2, 1});
    return out.toByteArray();
  }

  private static byte[] record(byte[] message) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(HANDSHAKE);
    two(out, TLS_1_0);
    two(out, message.length);
    out.writeBytes(message);
    return out.toByteArray();
  }

  private static void two(ByteArrayOutputStream out, int value) {
    out.write(value >> 8);
    out.write(value);
  }
}
