package io.watchword.authz.builtin.net;

import io.watchword.authz.builtin.BuiltinContext;
import io.watchword.authz.builtin.BuiltinFailedException;
import io.watchword.authz.builtin.Operands;
import io.watchword.authz.value.SetValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.Value;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// `net.lookup_ip_addr`: once for a name in an evaluation, allowed hosts alone, and not for ever.
/// Stateless.
final class NameLookup {

  private static final int SECONDS = 5;

  private NameLookup() {}

  private record Key(String name) {}

  static Value lookUp(BuiltinContext context, Value[] arguments) {
    String name = Operands.text(arguments, 0);
    Optional<Set<String>> allowed = context.settings().allowNet();
    if (allowed.isPresent() && !allowed.get().contains(name)) {
      throw new BuiltinFailedException("disallowed host: " + name);
    }
    return context.remember(new Key(name), () -> addresses(name));
  }

  private static Value addresses(String name) {
    Optional<Address> literal = Address.parse(name);
    SetValue found = SetValue.growing();
    if (literal.isPresent()) {
      found.add(new StringValue(literal.get().toString()));
      return found;
    }
    // Java takes `127.1` for an address.
    if (name.isEmpty() || name.matches("[0-9.]+") || name.indexOf(':') >= 0) {
      throw noSuchHost(name);
    }
    for (InetAddress address : resolve(name)) {
      String text = address.getHostAddress();
      int zone = text.indexOf('%');
      String plain = zone < 0 ? text : text.substring(0, zone);
      Address.parse(plain).ifPresent(a -> found.add(new StringValue(a.toString())));
    }
    return found;
  }

  private static InetAddress[] resolve(String name) {
    FutureTask<InetAddress[]> task = new FutureTask<>(() -> InetAddress.getAllByName(name));
    Thread.ofVirtual().name("watchword-lookup").start(task);
    try {
      return task.get(SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      task.cancel(true);
      throw new BuiltinFailedException(
          BuiltinFailedException.Kind.HALT, "lookup " + name + ": i/o timeout");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BuiltinFailedException(
          BuiltinFailedException.Kind.HALT, "lookup " + name + ": operation was canceled");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownHostException) {
        throw noSuchHost(name);
      }
      throw new BuiltinFailedException("lookup " + name + ": " + e.getCause());
    }
  }

  private static BuiltinFailedException noSuchHost(String name) {
    return new BuiltinFailedException("lookup " + name + ": no such host");
  }
}
