package io.watchword.ca.journal;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The readable prefix of a journal.
///
/// A crash can only cut the end: bytes behind the last whole line are dropped. A line that does not
/// follow the one before and has whole lines behind it was altered, and then nothing of the file is
/// believed.
///
/// @param lines in order
/// @param length bytes of those lines
/// @param cut bytes behind them, of a line that was never acknowledged
public record JournalRecovery(List<JournalLine> lines, long length, long cut) {

  /// Copies the list.
  public JournalRecovery {
    lines = List.copyOf(lines);
  }

  static JournalRecovery of(Path path, byte[] content, Journal.Start begin) {
    List<JournalLine> lines = new ArrayList<>();
    String previous = begin.hash();
    int start = 0;
    while (start < content.length) {
      int end = lineFeed(content, start);
      if (end < 0) {
        break;
      }
      JournalLine line = parse(begin.number() + lines.size() + 1, content, start, end);
      if (line == null || !line.follows(previous)) {
        if (lineFeed(content, end + 1) >= 0) {
          throw new JournalException(
              "ca/journal-corrupt",
              "line "
                  + (lines.size() + 1)
                  + " of journal `"
                  + path
                  + "` does not follow the line before it");
        }
        break;
      }
      lines.add(line);
      previous = line.hash();
      start = end + 1;
    }
    return new JournalRecovery(lines, start, content.length - start);
  }

  private static @Nullable JournalLine parse(long number, byte[] content, int start, int end) {
    if (end - start < 66 || content[start + 64] != ' ') {
      return null;
    }
    String hash = new String(content, start, 64, StandardCharsets.US_ASCII);
    return new JournalLine(
        number, hash, new String(content, start + 65, end - start - 65, StandardCharsets.UTF_8));
  }

  private static int lineFeed(byte[] content, int from) {
    for (int i = from; i < content.length; i++) {
      if (content[i] == '\n') {
        return i;
      }
    }
    return -1;
  }
}
