package io.watchword.authz.bytecode;

import java.util.Arrays;

/// Numbers of blocks to run, of all functions under way: a stack. One evaluation, one thread.
final class Chosen implements PrefixTree.Found {

  private int[] numbers = new int[64];
  private int size;

  int size() {
    return size;
  }

  int at(int index) {
    return numbers[index];
  }

  /// Takes off what was added since `size` was this.
  void shrink(int to) {
    size = to;
  }

  void add(int number) {
    grow(1);
    numbers[size++] = number;
  }

  @Override
  public void blocks(int[] blocks) {
    grow(blocks.length);
    System.arraycopy(blocks, 0, numbers, size, blocks.length);
    size += blocks.length;
  }

  /// Adds `sorted`, and merges it with what was added since `from`.
  int addSorted(int[] sorted, int from) {
    int added = size - from;
    blocks(sorted);
    if (added > 0) {
      Arrays.sort(numbers, from, size);
      // What two prefixes ask for runs once.
      int kept = from + 1;
      for (int i = from + 1; i < size; i++) {
        if (numbers[i] != numbers[i - 1]) {
          numbers[kept++] = numbers[i];
        }
      }
      size = kept;
    }
    return size;
  }

  private void grow(int more) {
    if (size + more > numbers.length) {
      numbers = Arrays.copyOf(numbers, Math.max(2 * numbers.length, size + more));
    }
  }
}
