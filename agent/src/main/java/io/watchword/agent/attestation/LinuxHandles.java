package io.watchword.agent.attestation;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.OptionalInt;

/// Descriptors that stay with what they were opened for, whatever becomes of a process id or of a
/// name meanwhile: three system calls that the JDK does not offer. Thread-safe.
public final class LinuxHandles {
  // [1] socket(7): SO_PEERPIDFD, Linux 6.5; asm-generic and x86-64 number.

  private static final int SOL_SOCKET = 1;
  private static final int SO_PEERPIDFD = 77;
  private static final int O_RDONLY_CLOEXEC = 0x80000;

  private static final MethodHandle GETSOCKOPT =
      find(
          "getsockopt",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS,
              ValueLayout.ADDRESS));
  private static final MethodHandle OPEN =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().findOrThrow("open"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
              Linker.Option.firstVariadicArg(2));
  private static final MethodHandle CLOSE =
      find("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

  private LinuxHandles() {}

  /// Links the system calls, so that the first use need not.
  public static void link() {
    close(-1);
  }

  /// A descriptor of the very process that connected `socket`; empty where the kernel is too old
  /// for that, or the process was of another kind.
  public static OptionalInt peerProcess(int socket) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(ValueLayout.JAVA_INT);
      MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, Integer.BYTES);
      int result = (int) GETSOCKOPT.invokeExact(socket, SOL_SOCKET, SO_PEERPIDFD, value, length);
      return result == 0 ? OptionalInt.of(value.get(ValueLayout.JAVA_INT, 0)) : OptionalInt.empty();
    } catch (Throwable e) {
      throw new IllegalStateException("getsockopt", e);
    }
  }

  /// A descriptor of the file that `path` means now, for reading; empty where there is none.
  public static OptionalInt open(String path) {
    try (Arena arena = Arena.ofConfined()) {
      int result = (int) OPEN.invokeExact(arena.allocateFrom(path), O_RDONLY_CLOEXEC);
      return result >= 0 ? OptionalInt.of(result) : OptionalInt.empty();
    } catch (Throwable e) {
      throw new IllegalStateException("open", e);
    }
  }

  /// Gives a descriptor back.
  public static void close(int descriptor) {
    try {
      int ignored = (int) CLOSE.invokeExact(descriptor);
    } catch (Throwable e) {
      throw new IllegalStateException("close", e);
    }
  }

  private static MethodHandle find(String name, FunctionDescriptor shape) {
    return Linker.nativeLinker()
        .downcallHandle(Linker.nativeLinker().defaultLookup().findOrThrow(name), shape);
  }
}
