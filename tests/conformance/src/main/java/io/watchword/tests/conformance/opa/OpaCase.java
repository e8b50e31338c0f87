package io.watchword.tests.conformance.opa;

import io.watchword.authz.value.ArrayValue;
import io.watchword.authz.value.BooleanValue;
import io.watchword.authz.value.NumberValue;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One case in OPA's format. Fields it does not know are ignored.
///
/// @param file where it was read from
record OpaCase(String file, ObjectValue fields) {

  /// The same in a version of Rego, unless it says one itself.
  OpaCase in(String version) {
    if (field("rego_version") != null) {
      return this;
    }
    TableValue all = TableValue.growing();
    fields.sortedKeys().forEach(name -> all.put(name, fields.required(name)));
    all.put(new StringValue("rego_version"), new StringValue(version));
    return new OpaCase(file, all);
  }

  String note() {
    return text("note").orElse("(no note)");
  }

  String query() {
    return text("query").orElse("");
  }

  /// Modules by file name, in order.
  Map<String, String> modules() {
    List<Value> texts = list("modules");
    List<Value> names = list("module_names");
    Map<String, String> modules = new LinkedHashMap<>();
    for (int i = 0; i < texts.size(); i++) {
      String name =
          i < names.size() && names.get(i) instanceof StringValue given
              ? given.text()
              : "test-" + i + ".rego";
      modules.put(name, ((StringValue) texts.get(i)).text());
    }
    return modules;
  }

  ObjectValue data() {
    return field("data") instanceof ObjectValue object ? object : TableValue.growing();
  }

  Optional<Value> input() {
    return Optional.ofNullable(field("input"));
  }

  /// The input as Rego text; goes before [#input].
  Optional<String> inputTerm() {
    return text("input_term");
  }

  Optional<Value> plan() {
    return Optional.ofNullable(field("plan"));
  }

  /// The wanted result set; empty where the case wants none or does not look.
  Optional<List<Value>> wantedResult(String field) {
    return field(field) instanceof ArrayValue array ? Optional.of(array.items()) : Optional.empty();
  }

  Optional<Boolean> wantedDefined() {
    return field("want_defined") instanceof BooleanValue defined
        ? Optional.of(defined.value())
        : Optional.empty();
  }

  Optional<String> wantedError() {
    return text("want_error");
  }

  Optional<String> wantedCode() {
    return text("want_error_code");
  }

  /// Where an error has to arise: `parse`, `compile`, `query` or `eval`.
  Optional<String> wantedStage() {
    return text("want_stage");
  }

  /// Errors with what is to be compared of each.
  List<Problem> wantedErrors() {
    List<Problem> wanted = new ArrayList<>();
    for (Value value : list("want_errors")) {
      if (value instanceof ObjectValue error) {
        wanted.add(
            new Problem(
                string(error, "code").orElse(""),
                whole(error, "row"),
                whole(error, "col"),
                string(error, "message").orElse("")));
      }
    }
    return wanted;
  }

  boolean isExhaustive() {
    return flag("exhaustive");
  }

  boolean wantsError() {
    return wantedError().isPresent()
        || wantedCode().isPresent()
        || wantedStage().isPresent()
        || !wantedErrors().isEmpty();
  }

  boolean strictErrors() {
    return flag("strict_error");
  }

  boolean strictCompiler() {
    return flag("strict");
  }

  boolean sortBindings() {
    return flag("sort_bindings");
  }

  boolean ignoreGeneratedVars() {
    return flag("ignore_generated_vars");
  }

  boolean experimentalKeywords() {
    return flag("experimental_keywords");
  }

  boolean printStatements() {
    return flag("print_statements");
  }

  /// Whether modules are read as Rego v0.
  boolean isV0() {
    return text("rego_version").map("v0"::equals).orElse(isNumber("rego_version", 0));
  }

  /// What `opa.runtime().env` shows.
  Optional<ObjectValue> environment() {
    return field("env") instanceof ObjectValue env ? Optional.of(env) : Optional.empty();
  }

  private boolean flag(String name) {
    return field(name) instanceof BooleanValue flag && flag.value();
  }

  private boolean isNumber(String name, long wanted) {
    return field(name) instanceof NumberValue number && number.equals(NumberValue.of(wanted));
  }

  private List<Value> list(String name) {
    return field(name) instanceof ArrayValue array ? array.items() : List.of();
  }

  private Optional<String> text(String name) {
    return string(fields, name);
  }

  private @Nullable Value field(String name) {
    return fields.get(new StringValue(name));
  }

  private static Optional<String> string(ObjectValue object, String name) {
    return object.get(new StringValue(name)) instanceof StringValue text
        ? Optional.of(text.text())
        : Optional.empty();
  }

  private static int whole(ObjectValue object, String name) {
    return object.get(new StringValue(name)) instanceof NumberValue number
        ? (int) number.asLong().orElse(0)
        : 0;
  }
}
