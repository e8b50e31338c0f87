package io.watchword.ca.admin;

/// Who is at the other end of the admin socket, as the kernel says.
public record Operator(long uid, long pid) {

  /// As the audit log names it.
  @Override
  public String toString() {
    return "uid:" + uid + " pid:" + pid;
  }
}
