package io.watchword.authz.builtin.table;

import io.watchword.authz.builtin.Builtin;
import io.watchword.authz.builtin.BuiltinProvider;
import io.watchword.authz.builtin.NondeterministicCalls;
import io.watchword.authz.builtin.aws.AwsFunctions;
import io.watchword.authz.builtin.collection.Aggregates;
import io.watchword.authz.builtin.collection.ArrayFunctions;
import io.watchword.authz.builtin.collection.Comparisons;
import io.watchword.authz.builtin.collection.Graphs;
import io.watchword.authz.builtin.collection.ObjectFunctions;
import io.watchword.authz.builtin.collection.SetFunctions;
import io.watchword.authz.builtin.collection.Subsets;
import io.watchword.authz.builtin.collection.Types;
import io.watchword.authz.builtin.collection.Walk;
import io.watchword.authz.builtin.crypto.CryptoFunctions;
import io.watchword.authz.builtin.document.DocumentFunctions;
import io.watchword.authz.builtin.encoding.EncodingFunctions;
import io.watchword.authz.builtin.glob.GlobFunctions;
import io.watchword.authz.builtin.graphql.GraphqlFunctions;
import io.watchword.authz.builtin.http.HttpFunctions;
import io.watchword.authz.builtin.language.ModuleParsing;
import io.watchword.authz.builtin.language.Prints;
import io.watchword.authz.builtin.language.Surroundings;
import io.watchword.authz.builtin.net.NetFunctions;
import io.watchword.authz.builtin.number.Arithmetic;
import io.watchword.authz.builtin.number.Bits;
import io.watchword.authz.builtin.number.NumberTexts;
import io.watchword.authz.builtin.number.Ranges;
import io.watchword.authz.builtin.number.Totals;
import io.watchword.authz.builtin.number.Units;
import io.watchword.authz.builtin.regex.RegexFunctions;
import io.watchword.authz.builtin.schema.JsonSchemas;
import io.watchword.authz.builtin.template.TemplateFunctions;
import io.watchword.authz.builtin.text.TextFunctions;
import io.watchword.authz.builtin.time.TimeFunctions;
import io.watchword.authz.builtin.token.TokenFunctions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/// The table of built-ins. Immutable.
public final class Builtins {

  private static final Map<String, Builtin> ALL = new HashMap<>();

  // A line for each family, in alphabetical order.
  static {
    ALL.putAll(Aggregates.all());
    ALL.putAll(ArrayFunctions.all());
    ALL.putAll(Comparisons.all());
    ALL.putAll(Graphs.all());
    ALL.putAll(ObjectFunctions.all());
    ALL.putAll(SetFunctions.all());
    ALL.putAll(Subsets.all());
    ALL.putAll(Types.all());
    ALL.putAll(Walk.all());
    ALL.putAll(Arithmetic.all());
    ALL.putAll(Bits.all());
    ALL.putAll(NumberTexts.all());
    ALL.putAll(Ranges.all());
    ALL.putAll(Totals.all());
    ALL.putAll(Units.all());
    ALL.putAll(AwsFunctions.all());
    ALL.putAll(CryptoFunctions.all());
    ALL.putAll(GraphqlFunctions.all());
    ALL.putAll(HttpFunctions.all());
    ALL.putAll(TokenFunctions.all());
    ALL.putAll(DocumentFunctions.all());
    ALL.putAll(EncodingFunctions.all());
    ALL.putAll(NetFunctions.all());
    ALL.putAll(GlobFunctions.all());
    ALL.putAll(RegexFunctions.all());
    ALL.putAll(TemplateFunctions.all());
    ALL.putAll(TextFunctions.all());
    ALL.putAll(TimeFunctions.all());
    ALL.putAll(ModuleParsing.all());
    ALL.putAll(Prints.all());
    ALL.putAll(Surroundings.all());
    ALL.putAll(JsonSchemas.all());
    for (BuiltinProvider provider : ServiceLoader.load(BuiltinProvider.class)) {
      provider.builtins().forEach(ALL::putIfAbsent);
    }
    // Both engines bind built-ins here, so that no call passes by the record.
    NondeterministicCalls.NAMES.forEach(
        name -> ALL.computeIfPresent(name, NondeterministicCalls::watched));
  }

  private Builtins() {}

  /// The built-in called `name`.
  public static Optional<Builtin> find(String name) {
    return Optional.ofNullable(ALL.get(name));
  }
}
