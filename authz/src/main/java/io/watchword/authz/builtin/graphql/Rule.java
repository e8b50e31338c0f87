package io.watchword.authz.builtin.graphql;

import java.util.List;

/// One rule of queries (GraphQL §5). It sees every node once the nodes below are done. One use.
interface Rule {

  default void operation(QueryCheck check, Node operation) {}

  default void field(QueryCheck check, Node field) {}

  default void fragment(QueryCheck check, Node fragment) {}

  default void inline(QueryCheck check, Node inline) {}

  default void spread(QueryCheck check, Node spread) {}

  default void directive(QueryCheck check, Node directive) {}

  default void directives(QueryCheck check, List<Node> directives) {}

  default void value(QueryCheck check, Node value) {}

  default void variable(QueryCheck check, Node variable) {}
}
