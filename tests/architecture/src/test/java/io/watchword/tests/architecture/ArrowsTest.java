package io.watchword.tests.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static io.watchword.tests.architecture.House.GENERATED_PROTOBUF;
import static io.watchword.tests.architecture.House.WIRE;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Arrows point one way. Maven keeps the ones between modules that it can see; these are all of
/// them.
@AnalyzeClasses(packages = "io.watchword", importOptions = ImportOption.DoNotIncludeTests.class)
class ArrowsTest {

  /// Which module may know which, besides itself and the leaves. The command names the roles only
  /// to start them, so it knows none.
  private static final Map<String, Set<String>> MAY_KNOW =
      Map.ofEntries(
          Map.entry("api", Set.of()),
          Map.entry("platform", Set.of("api")),
          Map.entry("identity", Set.of("api", "platform")),
          Map.entry("bundles", Set.of("identity", "api", "platform")),
          Map.entry("authz", Set.of("bundles", "identity", "api", "platform")),
          Map.entry("ca", Set.of("authz", "bundles", "identity", "api", "platform")),
          Map.entry("agent", Set.of("identity", "api", "platform")),
          Map.entry("proxy", Set.of("authz", "bundles", "identity", "api", "platform")),
          Map.entry("compliance", Set.of("api", "platform")),
          Map.entry(
              "cli", Set.of("compliance", "authz", "bundles", "identity", "api", "platform")));

  /// The stages of the policy compiler, in order; stages of one line do not matter to each other.
  private static final List<List<String>> STAGES =
      List.of(
          List.of("value"),
          List.of("signature", "schema"),
          List.of("rego"),
          List.of("yaml", "format", "builtin", "resolve"),
          List.of("types"),
          List.of("plan"),
          List.of("engine"),
          List.of("bytecode", "interpret"),
          List.of("compile"),
          List.of("workspace", "testrun", "load"),
          List.of("activation", "simulate"),
          List.of("build"),
          List.of("service"));

  @ArchTest
  static final ArchRule packages_haveNoCycles =
      slices().matching("io.watchword.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule modules_knowOnlyWhatTheArchitectureDraws =
      noClasses()
          .that(describe("ship", type -> MAY_KNOW.containsKey(House.moduleOf(type))))
          .should(
              new DependOnAnUnnamedModule(
                  (from, to) ->
                      from.equals(to) || MAY_KNOW.getOrDefault(from, Set.of()).contains(to)))
          .because("every other arrow is a new wall to move later");

  @ArchTest
  static final ArchRule proxyAndCa_useOnlyTheDecidingHalfOfAuthz =
      noClasses()
          .that()
          .resideInAnyPackage("io.watchword.proxy..", "io.watchword.ca..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.watchword.authz..")
                  .and(
                      not(
                          resideInAnyPackage(
                              "io.watchword.authz.decision..",
                              "io.watchword.authz.activation..",
                              "io.watchword.authz.load.."))));

  @ArchTest
  static final ArchRule authzService_isNobodysLibrary =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.watchword.authz.service..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.watchword.authz.service..");

  @ArchTest
  static final ArchRule compilerStages_neverLookAhead =
      noClasses()
          .that(describe("are a compiler stage", type -> stageOf(type) >= 0))
          .should(new DependOnALaterStage(ArrowsTest::stageOf));

  @ArchTest
  static final ArchRule generatedProtobuf_isSeenOnlyByWirePackages =
      noClasses()
          .that(not(WIRE).and(not(GENERATED_PROTOBUF)))
          .should()
          .dependOnClassesThat(GENERATED_PROTOBUF);

  @ArchTest
  static final ArchRule tests_shipNowhere =
      noClasses().that(not(inTests())).should().dependOnClassesThat(inTests());

  private static DescribedPredicate<JavaClass> inTests() {
    return resideInAPackage("io.watchword.tests..");
  }

  private static int stageOf(JavaClass type) {
    String[] segments = type.getPackageName().split("\\.");
    if (segments.length < 4 || !House.moduleOf(type).equals("authz")) {
      return -1;
    }
    for (int stage = 0; stage < STAGES.size(); stage++) {
      if (STAGES.get(stage).contains(segments[3])) {
        return stage;
      }
    }
    return -1;
  }
}
