package io.watchword.authz.value;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;

/// Counts the bytes of all objects of ours that a value holds, with 12 bytes of header, 4 of a
/// reference, and sizes rounded up to 8.
final class HeldBytes {

  private static final int HEADER = 12;
  private static final int ARRAY_HEADER = 16;

  private HeldBytes() {}

  static long of(Object root) {
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Object> open = new ArrayDeque<>();
    open.add(root);
    seen.add(root);
    long bytes = 0;
    while (!open.isEmpty()) {
      Object next = open.poll();
      bytes += next instanceof String text ? 40 + rounded(text.length()) : size(next, seen, open);
    }
    return bytes;
  }

  private static long size(Object object, Set<Object> seen, Deque<Object> open) {
    if (object.getClass().isArray()) {
      int length = Array.getLength(object);
      Class<?> of = object.getClass().componentType();
      if (!of.isPrimitive()) {
        for (Object item : (Object[]) object) {
          visit(item, seen, open);
        }
      }
      return rounded(ARRAY_HEADER + (long) length * width(of));
    }
    long bytes = HEADER;
    for (Class<?> type = object.getClass(); type != Object.class; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers())) {
          bytes += width(field.getType());
          visit(value(field, object), seen, open);
        }
      }
    }
    return rounded(bytes);
  }

  private static Object value(Field field, Object object) {
    if (field.getType().isPrimitive()) {
      return null;
    }
    try {
      field.setAccessible(true);
      return field.get(object);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void visit(Object item, Set<Object> seen, Deque<Object> open) {
    if (item != null && seen.add(item)) {
      open.add(item);
    }
  }

  private static int width(Class<?> type) {
    if (type == long.class || type == double.class) {
      return 8;
    }
    return type == byte.class || type == boolean.class ? 1 : type == char.class ? 2 : 4;
  }

  private static long rounded(long bytes) {
    return (bytes + 7) / 8 * 8;
  }
}
