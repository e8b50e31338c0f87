package io.watchword.agent.workload.wire;

import com.google.protobuf.MessageLite;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/// A message in its wire form: made once for everybody who is told the same. Immutable; equal by
/// content.
public final class Encoded {

  private final byte[] bytes;

  private Encoded(byte[] bytes) {
    this.bytes = bytes;
  }

  /// `message`, encoded.
  public static Encoded of(MessageLite message) {
    return new Encoded(message.toByteArray());
  }

  /// The same method with answers that are encoded already.
  public static <Q, A> MethodDescriptor<Q, Encoded> answers(MethodDescriptor<Q, A> method) {
    return method.toBuilder(method.getRequestMarshaller(), new EncodedMarshaller()).build();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Encoded that && (this == that || Arrays.equals(bytes, that.bytes));
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  private static final class EncodedMarshaller implements MethodDescriptor.Marshaller<Encoded> {

    @Override
    public InputStream stream(Encoded value) {
      return new Bytes(value.bytes);
    }

    @Override
    public Encoded parse(InputStream stream) {
      try {
        return new Encoded(stream.readAllBytes());
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }

  private static final class Bytes extends ByteArrayInputStream implements Drainable, KnownLength {

    Bytes(byte[] bytes) {
      super(bytes);
    }

    @Override
    public int drainTo(OutputStream target) throws IOException {
      int length = available();
      target.write(buf, pos, length);
      pos += length;
      return length;
    }
  }
}
