package io.watchword.compliance.oscal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.watchword.compliance.control.AssessedObjective;
import io.watchword.compliance.evidence.LogEvidence;
import io.watchword.compliance.measure.Measure;
import io.watchword.compliance.measure.ReportedException;
import io.watchword.compliance.measure.Status;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Builds an OSCAL 1.1.3 assessment-results document. Only `met` and `exceptions` become findings:
/// OSCAL knows nothing between satisfied and not satisfied, so an objective without data gets none
/// and is named in the remarks. Names out of records stay out of the document, whose texts are
/// Markdown; it names the places of the records instead.
public final class AssessmentResults {

  private static final String OSCAL_VERSION = "1.1.3";
  private static final String NAMESPACE = "urn:io.watchword:report";
  private static final int MAX_PLACES = 50;

  private final OscalInput input;
  private final StableUuid uuids;
  private final JsonNodeFactory json = JsonNodeFactory.instance;

  private AssessmentResults(OscalInput input) {
    this.input = input;
    this.uuids = new StableUuid(scope(input));
  }

  /// The document.
  public static ObjectNode of(OscalInput input) {
    return new AssessmentResults(input).document();
  }

  private static String scope(OscalInput input) {
    return input.trustDomain()
        + '\n'
        + input.period()
        + '\n'
        + input.logs().stream()
            .map(log -> log.source() + ' ' + log.origin() + ' ' + log.size() + ' ' + log.rootHash())
            .collect(Collectors.joining("\n"));
  }

  private ObjectNode document() {
    ObjectNode results = json.objectNode();
    results.put("uuid", uuids.of("assessment-results"));
    results.set("metadata", metadata());
    results.putObject("import-ap").put("href", "#" + uuids.of("plan"));
    results.putArray("results").add(result());
    results.putObject("back-matter").set("resources", resources());
    ObjectNode root = json.objectNode();
    root.set("assessment-results", results);
    return root;
  }

  private ObjectNode metadata() {
    ObjectNode metadata = json.objectNode();
    metadata.put("title", "Watchword mesh evidence for " + domain());
    metadata.put("last-modified", input.period().to().toString());
    metadata.put("version", input.period().to().toString());
    metadata.put("oscal-version", OSCAL_VERSION);
    ArrayNode props = metadata.putArray("props");
    props.add(prop("tool-version", input.toolVersion()));
    props.add(prop("mapping-version", input.mapping().version()));
    return metadata;
  }

  private ObjectNode result() {
    ObjectNode result = json.objectNode();
    result.put("uuid", uuids.of("result"));
    result.put("title", "Evidence of the period");
    result.put(
        "description",
        "Measures computed from the audit logs of the mesh, and what they say about control"
            + " objectives. Measured for the mesh only; see the report for what stays with the"
            + " organization.");
    result.put("start", input.period().from().toString());
    result.put("end", input.period().to().toString());
    ArrayNode components = json.arrayNode();
    input.logs().forEach(log -> components.add(component(log)));
    if (!components.isEmpty()) {
      result.putObject("local-definitions").set("components", components);
    }
    result.set("reviewed-controls", reviewedControls());
    ArrayNode observations = result.putArray("observations");
    input.measures().all().forEach(measure -> observations.add(observation(measure)));
    ArrayNode findings = json.arrayNode();
    input.objectives().stream()
        .filter(AssessmentResults::hasVerdict)
        .forEach(objective -> findings.add(finding(objective)));
    if (!findings.isEmpty()) {
      result.set("findings", findings);
    }
    result.put("remarks", remarks());
    return result;
  }

  private ObjectNode component(LogEvidence log) {
    ObjectNode component = json.objectNode();
    component.put("uuid", uuids.of("component", log.source()));
    component.put("type", "software");
    component.put("title", log.source());
    component.put(
        "description",
        log.role().isEmpty()
            ? "A process of the mesh whose log does not tell its role."
            : "A process of the mesh in the role " + log.role() + ".");
    component.putObject("status").put("state", "operational");
    return component;
  }

  private ObjectNode reviewedControls() {
    ObjectNode reviewed = json.objectNode();
    ArrayNode controls = json.arrayNode();
    input
        .mapping()
        .controls()
        .forEach(control -> controls.addObject().put("control-id", control.id()));
    reviewed.putArray("control-selections").addObject().set("include-controls", controls);
    ArrayNode objectives = json.arrayNode();
    input
        .objectives()
        .forEach(assessed -> objectives.addObject().put("objective-id", assessed.objective().id()));
    reviewed
        .putArray("control-objective-selections")
        .addObject()
        .set("include-objectives", objectives);
    return reviewed;
  }

  private ObjectNode observation(Measure measure) {
    ObjectNode observation = json.objectNode();
    observation.put("uuid", uuids.of("observation", measure.id()));
    observation.put("title", measure.id() + " " + measure.definition().title());
    observation.put(
        "description", measure.definition().definition() + " Result: " + measure.statement() + ".");
    ArrayNode props = observation.putArray("props");
    props.add(prop("measure", measure.id()));
    props.add(prop("status", measure.status().words()));
    props.add(prop("numerator", Long.toString(measure.numerator())));
    props.add(prop("denominator", Long.toString(measure.denominator())));
    props.add(prop("exceptions", Integer.toString(measure.exceptions().size())));
    props.add(prop("source-class", measure.definition().sourceClass().letter()));
    observation.putArray("methods").add("TEST");
    List<LogEvidence> logs =
        input.logs().stream().filter(log -> measure.definition().reliesOn(log.role())).toList();
    if (!logs.isEmpty()) {
      ArrayNode subjects = observation.putArray("subjects");
      ArrayNode evidence = observation.putArray("relevant-evidence");
      for (LogEvidence log : logs) {
        subjects
            .addObject()
            .put("subject-uuid", uuids.of("component", log.source()))
            .put("type", "component");
        evidence
            .addObject()
            .put("href", "#" + uuids.of("log", log.source()))
            .put("description", "Audit log of " + log.source() + " as of its checkpoint.");
      }
    }
    observation.put("collected", input.period().to().toString());
    observation.put("remarks", observationRemarks(measure));
    return observation;
  }

  private static String observationRemarks(Measure measure) {
    String blindSpots = "Not seen: " + String.join(" ", measure.definition().blindSpots());
    if (measure.exceptions().isEmpty()) {
      return blindSpots;
    }
    String places =
        measure.exceptions().stream()
            .limit(MAX_PLACES)
            .map(ReportedException::place)
            .map(place -> "`" + place.replaceAll("[^A-Za-z0-9#._-]", "_") + "`")
            .collect(Collectors.joining(", "));
    int more = measure.exceptions().size() - MAX_PLACES;
    return blindSpots + " Exceptions at " + places + (more > 0 ? " and " + more + " more." : ".");
  }

  private ObjectNode finding(AssessedObjective assessed) {
    boolean met = assessed.status() == Status.MET;
    String id = assessed.objective().id();
    ObjectNode finding = json.objectNode();
    finding.put("uuid", uuids.of("finding", id));
    finding.put("title", assessed.control().title() + " (" + id + ")");
    finding.put("description", assessed.objective().says());
    finding
        .putArray("props")
        .add(prop("coverage", assessed.objective().coverage().name().toLowerCase(Locale.ROOT)));
    ObjectNode target = finding.putObject("target");
    target.put("type", "objective-id");
    target.put("target-id", id);
    ObjectNode status = target.putObject("status");
    status.put("state", met ? "satisfied" : "not-satisfied");
    status.put("reason", met ? "pass" : "fail");
    if (!assessed.reasons().isEmpty()) {
      status.put("remarks", String.join("; ", assessed.reasons()) + ".");
    }
    ArrayNode related = finding.putArray("related-observations");
    for (Measure measure : assessed.measures()) {
      related.addObject().put("observation-uuid", uuids.of("observation", measure.id()));
    }
    finding.put(
        "remarks",
        "Measured for the mesh only. With the organization: " + assessed.control().customer());
    return finding;
  }

  private String remarks() {
    String without =
        input.objectives().stream()
            .filter(assessed -> !hasVerdict(assessed))
            .map(assessed -> assessed.objective().id() + " (" + assessed.status().words() + ")")
            .collect(Collectors.joining(", "));
    return without.isEmpty()
        ? "Each objective has a finding."
        : "No finding, neither satisfied nor not satisfied: " + without + ".";
  }

  private ArrayNode resources() {
    ArrayNode resources = json.arrayNode();
    resources
        .addObject()
        .put("uuid", uuids.of("plan"))
        .put("title", "How this was assessed")
        .put(
            "description",
            "There is no separate assessment plan: the measures are those of the tool, the table"
                + " of controls is version "
                + input.mapping().version()
                + " of "
                + input.mapping().date()
                + " for "
                + input.mapping().catalog()
                + ".");
    ObjectNode report =
        resources.addObject().put("uuid", uuids.of("html")).put("title", "The same for people");
    ObjectNode link = report.putArray("rlinks").addObject();
    link.put("href", "report.html").put("media-type", "text/html");
    link.putArray("hashes")
        .addObject()
        .put("algorithm", "SHA-256")
        .put("value", input.htmlSha256());
    input.logs().forEach(log -> resources.add(resource(log)));
    return resources;
  }

  private ObjectNode resource(LogEvidence log) {
    ObjectNode resource = json.objectNode();
    resource.put("uuid", uuids.of("log", log.source()));
    resource.put("title", "Audit log " + log.source());
    resource.put(
        "description",
        log.isIntact()
            ? "C2SP tlog-tiles log; hashes and signature of this checkpoint were verified."
            : "C2SP tlog-tiles log that does not verify; its records were left out.");
    ArrayNode props = resource.putArray("props");
    props.add(prop("records", Long.toString(log.size())));
    props.add(prop("verified", Boolean.toString(log.isIntact())));
    if (!log.rootHash().isEmpty()) {
      props.add(prop("root-hash", log.rootHash()));
    }
    if (!log.checkpoint().isEmpty()) {
      byte[] note = log.checkpoint().getBytes(StandardCharsets.UTF_8);
      resource
          .putObject("base64")
          .put("filename", log.source().replaceAll("[^A-Za-z0-9._-]", "_") + ".checkpoint")
          .put("media-type", "text/plain")
          .put("value", Base64.getEncoder().encodeToString(note));
    }
    return resource;
  }

  private ObjectNode prop(String name, String value) {
    return json.objectNode().put("name", name).put("ns", NAMESPACE).put("value", value);
  }

  private static boolean hasVerdict(AssessedObjective assessed) {
    return assessed.status() == Status.MET || assessed.status() == Status.EXCEPTIONS;
  }

  private String domain() {
    return input.trustDomain().isEmpty() ? "an unnamed trust domain" : input.trustDomain();
  }
}
