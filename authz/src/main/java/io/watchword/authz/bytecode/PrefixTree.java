package io.watchword.authz.bytecode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Finds which of many texts another begins, or ends, with, in one walk along it. Immutable.
final class PrefixTree {

  private static final int[] NONE = {};

  private final Node root;
  private final boolean backwards;

  /// Receives what was found.
  interface Found {
    void blocks(int[] blocks);
  }

  private record Entry(String text, List<Integer> blocks) {}

  private static final class Node {
    /// What leads here from the node above.
    final String label;

    final int[] blocks;
    final char[] first;
    final Node[] next;

    Node(String label, int[] blocks, List<Node> next) {
      this.label = label;
      this.blocks = blocks;
      this.next = next.toArray(Node[]::new);
      this.first = new char[next.size()];
      for (int i = 0; i < first.length; i++) {
        first[i] = next.get(i).label.charAt(0);
      }
    }
  }

  /// @param backwards whether to look at ends instead of beginnings
  PrefixTree(Map<String, List<Integer>> blocks, boolean backwards) {
    this.backwards = backwards;
    TreeMap<String, List<Integer>> sorted = new TreeMap<>();
    blocks.forEach(
        (text, numbers) ->
            sorted.put(backwards ? new StringBuilder(text).reverse().toString() : text, numbers));
    List<Entry> entries = new ArrayList<>();
    sorted.forEach((text, numbers) -> entries.add(new Entry(text, numbers)));
    this.root = node(entries, 0, 0);
  }

  // The entries agree in all characters before `end`; those from `start` on are this node's.
  private static Node node(List<Entry> entries, int start, int end) {
    int[] own = NONE;
    int from = 0;
    if (!entries.isEmpty() && entries.getFirst().text().length() == end) {
      own = entries.getFirst().blocks().stream().mapToInt(i -> i).toArray();
      from = 1;
    }
    List<Node> next = new ArrayList<>();
    while (from < entries.size()) {
      int to = from + 1;
      char first = entries.get(from).text().charAt(end);
      while (to < entries.size() && entries.get(to).text().charAt(end) == first) {
        to++;
      }
      List<Entry> group = entries.subList(from, to);
      next.add(node(group, end, shared(group)));
      from = to;
    }
    String label = entries.isEmpty() ? "" : entries.getFirst().text().substring(start, end);
    return new Node(label, own, next);
  }

  // Sorted texts share what the first and the last share.
  private static int shared(List<Entry> sorted) {
    String first = sorted.getFirst().text();
    String last = sorted.getLast().text();
    int at = 0;
    while (at < first.length() && at < last.length() && first.charAt(at) == last.charAt(at)) {
      at++;
    }
    return at;
  }

  void find(String text, Found found) {
    Node node = root;
    int at = 0;
    while (true) {
      if (node.blocks.length > 0) {
        found.blocks(node.blocks);
      }
      if (at == text.length()) {
        return;
      }
      int child = Arrays.binarySearch(node.first, charAt(text, at));
      if (child < 0) {
        return;
      }
      node = node.next[child];
      if (!continuesWith(text, at, node.label)) {
        return;
      }
      at += node.label.length();
    }
  }

  private boolean continuesWith(String text, int at, String label) {
    if (text.length() - at < label.length()) {
      return false;
    }
    if (!backwards) {
      return text.startsWith(label, at);
    }
    for (int i = 0; i < label.length(); i++) {
      if (charAt(text, at + i) != label.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private char charAt(String text, int at) {
    return text.charAt(backwards ? text.length() - 1 - at : at);
  }
}
