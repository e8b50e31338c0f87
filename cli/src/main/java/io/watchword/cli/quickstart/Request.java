package io.watchword.cli.quickstart;

import java.util.Map;

/// An HTTP request of the tour.
record Request(String method, String path, Map<String, String> headers, String body) {

  Request {
    headers = Map.copyOf(headers);
  }

  static Request get(String path) {
    return new Request("GET", path, Map.of(), "");
  }

  static Request of(String method, String path) {
    return new Request(method, path, Map.of(), "");
  }

  Request with(String header, String value) {
    Map<String, String> more = new java.util.HashMap<>(headers);
    more.put(header, value);
    return new Request(method, path, more, body);
  }

  Request body(String text) {
    return new Request(method, path, headers, text);
  }

  @Override
  public String toString() {
    return method + " " + path;
  }
}
