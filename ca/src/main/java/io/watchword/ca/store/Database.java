package io.watchword.ca.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/// H2 under the state directory, at the newest schema. Thread-safe.
///
/// It is a view: what it shows can be made again from the journal, so a file that cannot be opened
/// is thrown away.
final class Database implements AutoCloseable {
  private final JdbcConnectionPool pool;
  private final Jdbi jdbi;

  private Database(JdbcConnectionPool pool) {
    this.pool = pool;
    this.jdbi = Jdbi.create(pool);
  }

  static Database open(Path directory) {
    try {
      Files.createDirectories(directory);
      try {
        return migrated(directory);
      } catch (FlywayException | JdbiException e) {
        clear(directory);
        return migrated(directory);
      }
    } catch (IOException | FlywayException | JdbiException e) {
      throw new StoreException("the store in `" + directory + "` cannot be opened", e);
    }
  }

  Jdbi jdbi() {
    return jdbi;
  }

  @Override
  public void close() {
    pool.dispose();
  }

  private static Database migrated(Path directory) {
    JdbcConnectionPool pool =
        JdbcConnectionPool.create(
            "jdbc:h2:file:"
                + directory.toAbsolutePath().resolve("registration")
                + ";DB_CLOSE_DELAY=-1",
            "sa",
            "");
    try {
      Flyway.configure(Database.class.getClassLoader())
          .dataSource(pool)
          .locations("classpath:io/watchword/ca/store")
          .load()
          .migrate();
    } catch (FlywayException e) {
      pool.dispose();
      throw e;
    }
    return new Database(pool);
  }

  private static void clear(Path directory) throws IOException {
    List<Path> files;
    try (Stream<Path> listed = Files.list(directory)) {
      files =
          listed.filter(file -> file.getFileName().toString().startsWith("registration.")).toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
  }
}
