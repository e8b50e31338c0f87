package io.watchword.authz.builtin.regex;

import io.watchword.authz.builtin.BuiltinContext;

/// A text that pays for being read, so that a long match ends with the budget. One evaluation, one
/// thread.
final class MeteredText implements CharSequence {

  private static final int EVERY = 32;

  private final String text;
  private final BuiltinContext context;
  private final int price;
  private int reads;

  MeteredText(String text, BuiltinContext context, int price) {
    this.text = text;
    this.context = context;
    this.price = price;
  }

  @Override
  public char charAt(int index) {
    if (++reads == EVERY) {
      reads = 0;
      context.spend((long) price * EVERY / 4);
    }
    return text.charAt(index);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.substring(start, end);
  }

  @Override
  public String toString() {
    return text;
  }
}
