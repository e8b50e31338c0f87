package io.watchword.platform.audit;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Makes tiles and checkpoints from records that the journal has made durable. Confined to the
/// committer thread.
final class TileWriter {

  // A reader that holds an older checkpoint still finds its partial tiles for as many checkpoints.
  private static final int KEPT_GENERATIONS = 16;

  private final Path directory;
  private final LogKey key;
  private final LogTree tree;
  private final Map<Tile, byte[]> complete = new LinkedHashMap<>();
  private final Set<Path> unsynced = new HashSet<>();
  private final Deque<Set<Path>> partials = new ArrayDeque<>();
  private final long startedAt;
  private List<byte[]> entries;
  private long published;

  /// @param entries those of the unfinished entry tile
  /// @param published records that the checkpoint on disk signs, -1 if there is none
  TileWriter(Path directory, LogKey key, LogTree tree, List<byte[]> entries, long published) {
    this.directory = directory;
    this.key = key;
    this.tree = tree;
    this.startedAt = tree.size();
    this.entries = new ArrayList<>(entries);
    this.published = published;
  }

  void add(byte[] entry) {
    long index = tree.size();
    tree.add(MerkleHash.leaf(entry), complete::put);
    entries.add(entry);
    if (entries.size() == Tile.WIDTH) {
      complete.put(Tile.entries(index / Tile.WIDTH, Tile.WIDTH), EntryCodec.encode(entries));
      entries = new ArrayList<>();
    }
  }

  long size() {
    return tree.size();
  }

  /// Records that no checkpoint signs yet.
  long unpublished() {
    return tree.size() - Math.max(0, published);
  }

  /// True if the checkpoint on disk signs all there is.
  boolean isPublished() {
    return published == tree.size();
  }

  /// The records of the unfinished tile, with which the next journal starts.
  Journal.Content unfinished() {
    return new Journal.Content(tree.size() - entries.size(), List.copyOf(entries));
  }

  /// Writes the tiles, then the checkpoint that signs them. May be called again after it failed.
  void publish() throws IOException {
    for (Map.Entry<Tile, byte[]> tile : complete.entrySet()) {
      write(tile.getKey(), tile.getValue());
    }
    Map<Tile, byte[]> edge = new LinkedHashMap<>();
    tree.partials(edge::put);
    if (!entries.isEmpty()) {
      edge.put(Tile.entries(tree.size() / Tile.WIDTH, entries.size()), EntryCodec.encode(entries));
    }
    for (Map.Entry<Tile, byte[]> tile : edge.entrySet()) {
      write(tile.getKey(), tile.getValue());
    }
    Checkpoint checkpoint = new Checkpoint(key.verifier().name(), tree.size(), tree.root());
    // INVARIANT: a checkpoint is on disk only after its tiles were written and never signs a tree
    // that shrank.
    DurableFiles.replace(directory.resolve("checkpoint"), key.sign(checkpoint));
    published = tree.size();
    complete.clear();
    Set<Path> current = new HashSet<>();
    edge.keySet().forEach(tile -> current.add(tile.in(directory)));
    partials.addLast(current);
    forget(KEPT_GENERATIONS);
  }

  /// Waits until everything published is on disk, so that the journal may start anew.
  void sync() throws IOException {
    Set<Path> folders = new HashSet<>();
    for (Path file : unsynced) {
      if (Files.exists(file)) {
        DurableFiles.sync(file);
      }
      Path folder = DurableFiles.folder(file);
      while (folder.startsWith(directory) && folders.add(folder)) {
        folder = DurableFiles.folder(folder);
      }
    }
    for (Path folder : folders) {
      if (Files.exists(folder)) {
        DurableFiles.sync(folder);
      }
    }
    DurableFiles.sync(directory);
    unsynced.clear();
  }

  /// Leaves only the partial tiles of the checkpoint on disk.
  void tidy() throws IOException {
    forget(1);
    Path tiles = directory.resolve("tile");
    if (!Files.exists(tiles)) {
      return;
    }
    Set<Path> current = partials.isEmpty() ? Set.of() : partials.getLast();
    try (DirectoryStream<Path> levels = Files.newDirectoryStream(tiles)) {
      for (Path level : levels) {
        String name = level.getFileName().toString();
        int shift = name.equals(Tile.ENTRIES) ? 8 : 8 * (Integer.parseInt(name) + 1);
        // Tiles that this run finished may have begun in a run that crashed.
        for (long n = startedAt >>> shift; n <= tree.size() >>> shift; n++) {
          tidy(DurableFiles.folder(new Tile(name, n, 1).in(directory)), current);
        }
      }
    }
  }

  private void write(Tile tile, byte[] content) throws IOException {
    Path file = tile.in(directory);
    DurableFiles.replaceLazily(file, content);
    unsynced.add(file);
  }

  private void forget(int keep) throws IOException {
    while (partials.size() > keep) {
      for (Path file : partials.removeFirst()) {
        boolean needed = partials.stream().anyMatch(generation -> generation.contains(file));
        if (!needed) {
          Files.deleteIfExists(file);
          unsynced.remove(file);
          deleteIfEmpty(DurableFiles.folder(file));
        }
      }
    }
  }

  private static void tidy(Path folder, Set<Path> current) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        if (!current.contains(file)) {
          Files.delete(file);
        }
      }
    }
    deleteIfEmpty(folder);
  }

  private static void deleteIfEmpty(Path folder) throws IOException {
    try {
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException e) {
      return; // a later generation is in it
    }
  }
}
