package io.watchword.bundles.archive;

import io.watchword.bundles.RefusedBundleException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Ends a decompression bomb: what comes out of gzip is counted before anybody looks at it, headers
/// and padding included. Used by one thread.
final class LimitedInputStream extends FilterInputStream {

  private final long limit;
  private long left;

  LimitedInputStream(InputStream in, long limit) {
    super(in);
    this.limit = limit;
    this.left = limit;
  }

  @Override
  public int read() throws IOException {
    int value = super.read();
    if (value >= 0) count(1);
    return value;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int count = super.read(bytes, offset, length);
    if (count > 0) count(count);
    return count;
  }

  @Override
  public long skip(long count) throws IOException {
    long skipped = super.skip(count);
    count(skipped);
    return skipped;
  }

  private void count(long bytes) {
    left -= bytes;
    if (left < 0) {
      throw new RefusedBundleException(
          "bundles/too-large",
          "the archive unpacks to more bytes than allowed (limit: " + limit + ")");
    }
  }
}
