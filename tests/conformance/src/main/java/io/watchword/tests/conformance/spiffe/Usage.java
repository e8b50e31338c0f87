package io.watchword.tests.conformance.spiffe;

/// What `--help` prints.
final class Usage {

  static final String TEXT =
      """
      usage: tests/conformance/spiffe OPTION…

      What to test; any of them, together:
        --workload-api unix:PATH      a SPIFFE Workload API, as this process sees it
          --expect SPIFFE_ID          an identity that this process has there; in order, the default one first
          --audience TEXT             audience of JWT-SVIDs. Default: spiffe-conformance
          --no-identity-user UID      call as this user too, who has no identity (as root; setpriv)
          --change CMD                a command after which the API has news, a rotation for example
          --hold SECONDS              how long streams have to stay open. Default: 3
          --streams N                 how many streams are open together. Default: 40
        --validator CMD               CMD CHAIN.pem BUNDLE TRUST_DOMAIN [BUNDLE TRUST_DOMAIN]…
          --bundle-format json|pem    what BUNDLE is. Default: json
        --jwt-validator CMD           CMD TOKEN AUDIENCE BUNDLE.json TRUST_DOMAIN [BUNDLE.json TRUST_DOMAIN]…
        --id-parser CMD               CMD FILE, where the bytes of FILE are the ID
        --bundle-parser CMD           CMD BUNDLE.json TRUST_DOMAIN; for a map of bundles CMD BUNDLE.json
        --path-validator CMD          CMD LEAF.pem INTERMEDIATES.pem ROOTS.pem TIME, for --limbo
        --validator-batch CMD         all of these by one process: a line of JSON in, a line out
          --limbo FILE                x509-limbo's limbo.json, or .json.gz
        --ca-output DIR               what a CA has made: *.pem *.crt *.der *.json *.jwt *.crl
          --trust-domain NAME         whose it is
        --bundle-endpoint URL         a federation bundle endpoint
          --endpoint-profile NAME     https_web or https_spiffe. Default: https_web
          --endpoint-id SPIFFE_ID     of the server, for https_spiffe
          --endpoint-bundle FILE      its trust domain's bundle, for https_spiffe
          --endpoint-ca FILE          roots for https_web, if not the usual ones
        --federation-client CMD       CMD https_web URL TRUST_DOMAIN ROOTS.pem
                                      CMD https_spiffe URL TRUST_DOMAIN ENDPOINT_ID BUNDLE.json
        --workload-client CMD         a client of the Workload API; finds it by SPIFFE_ENDPOINT_SOCKET

      A command answers by its exit code: 0 accepted, 1 refused.

      How to report:
        --reasons FILE                lines of test, tab, reason: differences that are on purpose
        --limbo-reasons FILE          the same for cases of x509-limbo
        --subject TEXT                what is tested, for the reports
        --json FILE, --html FILE      write the matrix
        --timeout SECONDS             how long an answer may take. Default: 20
        --strict                      exit code 1 for any failed test, not only for a MUST
        --quiet                       failures alone

      Exit code 0: no MUST or MUST NOT of a stable specification is broken; 1: one is; 3: a file cannot be read; 64: wrong usage.
      """;

  private Usage() {}
}
