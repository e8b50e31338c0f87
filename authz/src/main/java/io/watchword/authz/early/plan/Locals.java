package io.watchword.authz.early.plan;

/// Hands out the local variables of one function. Used while it is planned, on one thread.
final class Locals {

  private int next;

  Locals(int first) {
    this.next = first;
  }

  int next() {
    return next++;
  }
}
