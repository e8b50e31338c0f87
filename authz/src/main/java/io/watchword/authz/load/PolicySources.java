package io.watchword.authz.load;

import io.watchword.authz.builtin.encoding.YamlDocument;
import io.watchword.authz.compile.CompileSettings;
import io.watchword.authz.rego.Module;
import io.watchword.authz.rego.RegoParser;
import io.watchword.authz.rego.Source;
import io.watchword.authz.value.ObjectValue;
import io.watchword.authz.value.StringValue;
import io.watchword.authz.value.TableValue;
import io.watchword.authz.value.Value;
import io.watchword.authz.value.ValueJson;
import io.watchword.authz.yaml.YamlPolicy;
import io.watchword.authz.yaml.YamlReader;
import io.watchword.bundles.archive.PolicyFile;
import io.watchword.platform.diagnostics.Diagnostic;
import io.watchword.platform.diagnostics.Severity;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The files of a policy, parsed: modules of both languages and the data beside them.
record PolicySources(
    List<PolicyFile> files, List<Module> rego, List<YamlPolicy> yaml, ObjectValue data) {

  PolicySources {
    files = List.copyOf(files);
    rego = List.copyOf(rego);
    yaml = List.copyOf(yaml);
  }

  static PolicySources read(
      List<PolicyFile> given, CompileSettings settings, List<Diagnostic> problems) {
    List<PolicyFile> files = new ArrayList<>(given);
    files.sort(Comparator.comparing(PolicyFile::path));
    List<Module> rego = new ArrayList<>();
    List<YamlPolicy> yaml = new ArrayList<>();
    TableValue data = TableValue.growing();
    for (PolicyFile file : files) {
      String name = file.name();
      if (name.startsWith(".")) {
        continue;
      }
      Optional<String> text = Source.decode(file.path(), file.content(), problems);
      if (text.isEmpty()) {
        continue;
      }
      Source source = Source.of(file.path(), text.get());
      if (name.endsWith(".rego")) {
        RegoParser.parse(source, settings.parser(file.path()), problems).ifPresent(rego::add);
      } else if (name.equals("data.json")) {
        addData(data, file, text.get(), ValueJson::parse, problems);
      } else if (name.equals("data.yaml") || name.equals("data.yml")) {
        addData(data, file, text.get(), YamlDocument::parse, problems);
      } else if (name.endsWith(".yaml") || name.endsWith(".yml")) {
        yaml.addAll(YamlReader.read(source, problems));
      }
    }
    refuseDuplicates(yaml, problems);
    return new PolicySources(files, rego, yaml, data);
  }

  private static Diagnostic plain(String code, String message, String help) {
    return new Diagnostic(
        code, message, Optional.empty(), Optional.empty(), Optional.of(help), Severity.ERROR);
  }

  // As in an OPA bundle: `a/b/data.json` stands below `data.a.b`.
  private static void addData(
      TableValue data,
      PolicyFile file,
      String text,
      Function<String, Value> reader,
      List<Diagnostic> problems) {
    try {
      TableValue at = data;
      String[] folders = file.path().split("/", -1);
      for (int i = 0; i < folders.length - 1; i++) {
        Value key = new StringValue(folders[i]);
        if (!(at.get(key) instanceof TableValue)) {
          at.put(key, TableValue.growing());
        }
        at = (TableValue) at.required(key);
      }
      if (!(reader.apply(text) instanceof ObjectValue table)) {
        throw new IllegalArgumentException("not an object");
      }
      for (Value key : table.sortedKeys()) {
        at.put(key, table.required(key));
      }
    } catch (IllegalArgumentException e) {
      problems.add(
          plain(
              "authz/data-json",
              "`" + file.path() + "` is no data document: " + e.getMessage(),
              "expected: an object"));
    }
  }

  private static void refuseDuplicates(List<YamlPolicy> policies, List<Diagnostic> problems) {
    Map<String, YamlPolicy> seen = new HashMap<>();
    for (YamlPolicy policy : policies) {
      YamlPolicy first = seen.putIfAbsent(policy.id(), policy);
      if (first != null) {
        problems.add(
            policy
                .module()
                .source()
                .error(
                    "authz/duplicate-policy",
                    "policy `" + policy.id() + "` is defined twice",
                    policy.at(),
                    "already at " + first.at().fileLine(),
                    "give one of them another name"));
      }
    }
  }

  List<Module> modules() {
    List<Module> all = new ArrayList<>();
    yaml.forEach(policy -> all.add(policy.module()));
    all.addAll(rego);
    return all;
  }

  String digest() {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      for (PolicyFile file : files) {
        sha256.update(file.path().getBytes(StandardCharsets.UTF_8));
        sha256.update((byte) 0);
        sha256.update(ByteBuffer.allocate(8).putLong(file.content().length).array());
        sha256.update(file.content());
      }
      return "sha256:" + HexFormat.of().formatHex(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
