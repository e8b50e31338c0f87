package io.watchword.proxy;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// An application behind the proxy: a plain socket server whose conversations a test writes. One
/// virtual thread each.
final class TestApplication implements AutoCloseable {

  /// One conversation.
  interface Conversation {
    void with(Socket socket) throws IOException;
  }

  final ServerSocket server;
  final List<String> heads = new CopyOnWriteArrayList<>();
  final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Conversation conversation;

  TestApplication(Conversation conversation) throws IOException {
    this.conversation = conversation;
    server = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  /// Answers every request with these bytes, after reading its head and its body of a known length.
  static TestApplication answering(String answer) throws IOException {
    TestApplication[] self = new TestApplication[1];
    self[0] =
        new TestApplication(
            socket -> {
              InputStream in = new BufferedInputStream(socket.getInputStream());
              while (true) {
                String head = readHead(in);
                if (head.isEmpty()) {
                  return;
                }
                self[0].heads.add(head);
                readBody(head, in);
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
                socket.getOutputStream().flush();
                if (answer.contains("onnection: close")) {
                  return;
                }
              }
            });
    return self[0];
  }

  private static void readBody(String head, InputStream in) throws IOException {
    String lower = head.toLowerCase(java.util.Locale.ROOT);
    int at = lower.indexOf("content-length:");
    if (at >= 0) {
      in.readNBytes(Integer.parseInt(lower.substring(at + 15, lower.indexOf('\r', at)).strip()));
    } else if (lower.contains("transfer-encoding: chunked")) {
      String last = "";
      while (!last.endsWith("0\r\n\r\n")) {
        int b = in.read();
        if (b < 0) {
          return;
        }
        last += (char) b;
      }
    }
  }

  /// A head, empty at the end of the stream.
  static String readHead(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (!head.toString().endsWith("\r\n\r\n")) {
      int b = in.read();
      if (b < 0) {
        return "";
      }
      head.append((char) b);
    }
    return head.toString();
  }

  static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  InetSocketAddress address() {
    return (InetSocketAddress) server.getLocalSocketAddress();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        open.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException e) {
      // Closed: the test is over.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      conversation.with(socket);
    } catch (IOException e) {
      // The peer has gone, which is what some tests are about.
    } finally {
      open.remove(socket);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
