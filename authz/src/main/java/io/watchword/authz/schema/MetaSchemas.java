package io.watchword.authz.schema;

import io.watchword.authz.value.Value;
import io.watchword.authz.value.ValueJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// The schemas of schemas, which are here whatever the network is like. Stateless.
final class MetaSchemas {

  private MetaSchemas() {}

  static Value of(Draft draft) {
    String name =
        switch (draft) {
          case DRAFT_4 -> "draft-04.json";
          case DRAFT_6 -> "draft-06.json";
          case DRAFT_7, HYBRID -> "draft-07.json";
        };
    try (InputStream in = MetaSchemas.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing");
      }
      return ValueJson.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
