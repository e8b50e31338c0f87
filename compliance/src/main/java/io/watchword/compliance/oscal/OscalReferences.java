package io.watchword.compliance.oscal;

import com.fasterxml.jackson.databind.JsonNode;
import io.watchword.compliance.control.ControlMapping;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Checks what neither the JSON schema nor the usual OSCAL validators check: that UUIDs are unique,
/// that each reference leads somewhere, that ids of controls and objectives exist, that hashes have
/// names and lengths, and that times are in order.
public final class OscalReferences {

  // OSCAL takes random (4) and name-based (5) ones.
  private static final Pattern UUID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[45][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  private static final Set<String> METHODS = Set.of("EXAMINE", "INTERVIEW", "TEST", "UNKNOWN");
  private static final Set<String> STATES = Set.of("satisfied", "not-satisfied");
  private static final Map<String, Integer> HASH_DIGITS =
      Map.of(
          "SHA-224",
          56,
          "SHA-256",
          64,
          "SHA-384",
          96,
          "SHA-512",
          128,
          "SHA3-224",
          56,
          "SHA3-256",
          64,
          "SHA3-384",
          96,
          "SHA3-512",
          128);

  private final JsonNode results;
  private final Map<String, Set<String>> catalog;
  private final List<String> problems = new ArrayList<>();
  private final Set<String> uuids = new HashSet<>();

  private OscalReferences(JsonNode document, ControlMapping mapping) {
    this.results = document.path("assessment-results");
    this.catalog = new HashMap<>();
    mapping
        .controls()
        .forEach(
            control -> {
              Set<String> objectives = new TreeSet<>();
              control.objectives().forEach(objective -> objectives.add(objective.id()));
              catalog.put(control.id(), objectives);
            });
  }

  /// What is wrong with `document`, each with its JSON pointer; empty if nothing is.
  ///
  /// @param mapping whose ids of controls and objectives count as known
  public static List<String> check(JsonNode document, ControlMapping mapping) {
    OscalReferences references = new OscalReferences(document, mapping);
    references.run();
    return List.copyOf(references.problems);
  }

  private void run() {
    if (!results.isObject()) {
      problem("", "no `assessment-results`");
      return;
    }
    collectUuids("", results);
    Set<String> resources = uuidsOf(results.at("/back-matter/resources"));
    reference("/import-ap/href", results.at("/import-ap/href"), resources);
    hashes("/back-matter/resources", results.at("/back-matter/resources"));
    each("/results", results.path("results"), (at, result) -> result(at, result, resources));
  }

  private void result(String at, JsonNode result, Set<String> resources) {
    order(at, result);
    Set<String> controls = reviewedControls(at, result.path("reviewed-controls"));
    Set<String> objectives = reviewedObjectives(at, result.path("reviewed-controls"), controls);
    Set<String> components = uuidsOf(result.at("/local-definitions/components"));
    Set<String> observations = uuidsOf(result.path("observations"));
    each(
        at + "/observations",
        result.path("observations"),
        (where, observation) -> observation(where, observation, components, resources));
    Set<String> targets = new HashSet<>();
    each(
        at + "/findings",
        result.path("findings"),
        (where, finding) -> finding(where, finding, observations, objectives, targets));
  }

  private void order(String at, JsonNode result) {
    Optional<OffsetDateTime> start = time(at + "/start", result.path("start"));
    if (result.has("end")) {
      Optional<OffsetDateTime> end = time(at + "/end", result.path("end"));
      if (start.isPresent() && end.isPresent() && end.get().isBefore(start.get())) {
        problem(at + "/end", "is before the start");
      }
    }
  }

  private Set<String> reviewedControls(String at, JsonNode reviewed) {
    Set<String> controls = new HashSet<>();
    each(
        at + "/reviewed-controls/control-selections",
        reviewed.path("control-selections"),
        (where, selection) ->
            each(
                where + "/include-controls",
                selection.path("include-controls"),
                (place, control) -> {
                  String id = control.path("control-id").asText();
                  controls.add(id);
                  if (!catalog.containsKey(id)) {
                    problem(place + "/control-id", "`" + id + "` is no control of the mapping");
                  }
                }));
    return controls;
  }

  private Set<String> reviewedObjectives(String at, JsonNode reviewed, Set<String> controls) {
    Set<String> known = new HashSet<>();
    controls.forEach(control -> known.addAll(catalog.getOrDefault(control, Set.of())));
    Set<String> objectives = new HashSet<>();
    each(
        at + "/reviewed-controls/control-objective-selections",
        reviewed.path("control-objective-selections"),
        (where, selection) ->
            each(
                where + "/include-objectives",
                selection.path("include-objectives"),
                (place, objective) -> {
                  String id = objective.path("objective-id").asText();
                  objectives.add(id);
                  if (!known.contains(id)) {
                    problem(
                        place + "/objective-id",
                        "`" + id + "` is no objective of a reviewed control");
                  }
                }));
    return objectives;
  }

  private void observation(
      String at, JsonNode observation, Set<String> components, Set<String> resources) {
    if (observation.path("methods").isEmpty()) {
      problem(at + "/methods", "is empty");
    }
    each(
        at + "/methods",
        observation.path("methods"),
        (where, method) -> {
          if (!METHODS.contains(method.asText())) {
            problem(where, "`" + method.asText() + "` is no method");
          }
        });
    each(
        at + "/subjects",
        observation.path("subjects"),
        (where, subject) -> {
          if (!components.contains(subject.path("subject-uuid").asText())) {
            problem(where + "/subject-uuid", "leads to no component");
          }
        });
    each(
        at + "/relevant-evidence",
        observation.path("relevant-evidence"),
        (where, evidence) -> reference(where + "/href", evidence.path("href"), resources));
    time(at + "/collected", observation.path("collected"));
  }

  private void finding(
      String at,
      JsonNode finding,
      Set<String> observations,
      Set<String> objectives,
      Set<String> targets) {
    JsonNode target = finding.path("target");
    String id = target.path("target-id").asText();
    if (!target.path("type").asText().equals("objective-id") || !objectives.contains(id)) {
      problem(at + "/target/target-id", "`" + id + "` is no reviewed objective");
    }
    if (!targets.add(id)) {
      problem(at + "/target/target-id", "`" + id + "` has two findings");
    }
    if (!STATES.contains(target.at("/status/state").asText())) {
      problem(at + "/target/status/state", "is neither satisfied nor not-satisfied");
    }
    if (finding.path("related-observations").isEmpty()) {
      problem(at + "/related-observations", "a finding without an observation");
    }
    each(
        at + "/related-observations",
        finding.path("related-observations"),
        (where, related) -> {
          if (!observations.contains(related.path("observation-uuid").asText())) {
            problem(where + "/observation-uuid", "leads to no observation");
          }
        });
  }

  private void hashes(String at, JsonNode resources) {
    each(
        at,
        resources,
        (where, resource) -> {
          base64(where + "/base64/value", resource.at("/base64/value"));
          each(
              where + "/rlinks",
              resource.path("rlinks"),
              (link, rlink) -> each(link + "/hashes", rlink.path("hashes"), this::hash));
        });
  }

  private void hash(String at, JsonNode hash) {
    String algorithm = hash.path("algorithm").asText();
    Integer digits = HASH_DIGITS.get(algorithm);
    if (digits == null) {
      problem(at + "/algorithm", "`" + algorithm + "` is no hash algorithm of OSCAL");
    } else if (!hash.path("value").asText().matches("[0-9a-fA-F]{" + digits + "}")) {
      problem(at + "/value", "is no " + algorithm + " value");
    }
  }

  private void base64(String at, JsonNode value) {
    if (value.isMissingNode()) {
      return;
    }
    try {
      Base64.getDecoder().decode(value.asText());
    } catch (IllegalArgumentException e) {
      problem(at, "is not base64");
    }
  }

  private void reference(String at, JsonNode href, Set<String> resources) {
    String text = href.asText();
    if (text.isEmpty() || text.startsWith("#") && !resources.contains(text.substring(1))) {
      problem(at, "`" + text + "` leads to no resource");
    }
  }

  private void collectUuids(String at, JsonNode node) {
    JsonNode uuid = node.path("uuid");
    if (uuid.isTextual()) {
      if (!UUID.matcher(uuid.asText()).matches()) {
        problem(at + "/uuid", "`" + uuid.asText() + "` is no UUID of version 4 or 5");
      } else if (!uuids.add(uuid.asText())) {
        problem(at + "/uuid", "`" + uuid.asText() + "` is there twice");
      }
    }
    if (node.isObject()) {
      node.properties().forEach(field -> collectUuids(at + "/" + field.getKey(), field.getValue()));
    } else {
      each(at, node, this::collectUuids);
    }
  }

  private static Set<String> uuidsOf(JsonNode nodes) {
    Set<String> found = new HashSet<>();
    nodes.forEach(node -> found.add(node.path("uuid").asText()));
    return found;
  }

  private Optional<OffsetDateTime> time(String at, JsonNode value) {
    try {
      return Optional.of(OffsetDateTime.parse(value.asText()));
    } catch (DateTimeParseException e) {
      problem(at, "`" + value.asText() + "` is no time with a zone");
      return Optional.empty();
    }
  }

  private void each(String at, JsonNode nodes, Visit visit) {
    for (int i = 0; nodes.isArray() && i < nodes.size(); i++) {
      visit.at(at + "/" + i, nodes.get(i));
    }
  }

  private void problem(String at, String what) {
    problems.add("/assessment-results" + at + " " + what);
  }

  private interface Visit {
    void at(String where, JsonNode node);
  }
}
