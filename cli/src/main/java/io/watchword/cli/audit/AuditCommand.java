package io.watchword.cli.audit;

import io.watchword.cli.output.Console;
import io.watchword.cli.output.OutputOptions;
import io.watchword.cli.running.AuditFolders;
import io.watchword.cli.running.RunningOptions;
import io.watchword.platform.audit.AuditVerifier;
import io.watchword.platform.audit.RecordProof;
import io.watchword.platform.bootstrap.lifecycle.ExitCodes;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `audit verify|prove|checkpoint|tail|export`: the logs as anybody can check them, without the
/// mesh.
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = "The tamper-evident logs: verify, keep a checkpoint, read.",
    footer = {"", "Example: watchword audit verify"})
public final class AuditCommand {

  @CommandLine.Spec private CommandSpec spec = CommandSpec.create();

  @Command(
      name = "verify",
      mixinStandardHelpOptions = true,
      description = {
        "Check logs whole: signature, every record, every tile; and with a checkpoint from earlier,"
            + " that history was not rewritten.",
        "Ends with 1 and names log and record if something is wrong."
      },
      footer = {
        "",
        "Example: watchword audit verify audit/ca-1 --vkey kept.vkey --old-checkpoint"
            + " kept.checkpoint"
      })
  int verify(
      @Parameters(
              paramLabel = "DIR",
              arity = "0..*",
              description = "Folders of logs. Default: all logs of the mesh.")
          @Nullable List<Path> folders,
      @Option(
              names = "--vkey",
              paramLabel = "FILE",
              description =
                  "Public key of the log, from elsewhere than the log. Only with one DIR.")
          @Nullable Path vkey,
      @Option(
              names = "--old-checkpoint",
              paramLabel = "FILE",
              description = "A checkpoint kept from earlier. Only with one DIR.")
          @Nullable Path oldCheckpoint,
      @Mixin RunningOptions running,
      @Mixin OutputOptions output) {
    List<Path> logs = AuditFolders.of(named(folders), running);
    if ((vkey != null || oldCheckpoint != null) && logs.size() != 1) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--vkey and --old-checkpoint are about one log; name it as DIR");
    }
    List<VerifiedLog> verified =
        logs.stream()
            .map(
                log ->
                    VerifiedLog.of(
                        log,
                        AuditVerifier.verify(
                            log, Optional.ofNullable(vkey), Optional.ofNullable(oldCheckpoint))))
            .toList();
    VerifiedLogs result = VerifiedLogs.of(verified);
    Console console = output.console();
    console.print(result, out -> result.print(out, console));
    return result.valid() ? ExitCodes.DONE : ExitCodes.FAILED;
  }

  @Command(
      name = "checkpoint",
      mixinStandardHelpOptions = true,
      description = {
        "Print the log's newest checkpoint, to be kept elsewhere: with it `audit verify"
            + " --old-checkpoint` can tell later whether history was rewritten."
      },
      footer = {"", "Example: watchword audit checkpoint audit/ca-1 > ca-1.checkpoint"})
  int checkpoint(
      @Parameters(paramLabel = "DIR", description = "Folder of the log.") Path folder,
      @Mixin RunningOptions running,
      @Mixin OutputOptions output)
      throws IOException {
    Path log = AuditFolders.of(List.of(folder), running).getFirst();
    String note = Files.readString(log.resolve("checkpoint"));
    output
        .console()
        .print(
            PrintedCheckpoint.of(note),
            // Byte for byte: it is signed.
            out -> out.print(note));
    return ExitCodes.DONE;
  }

  @Command(
      name = "tail",
      mixinStandardHelpOptions = true,
      description = "Print the last records of logs, by time.",
      footer = {"", "Example: watchword audit tail -n 50"})
  int tail(
      @Parameters(
              paramLabel = "DIR",
              arity = "0..*",
              description = "Folders of logs. Default: all logs of the mesh.")
          @Nullable List<Path> folders,
      @Option(
              names = "-n",
              paramLabel = "N",
              defaultValue = "20",
              description = "How many. Default: ${DEFAULT-VALUE}.")
          int count,
      @Mixin RunningOptions running,
      @Mixin OutputOptions output) {
    if (count < 1) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "-n: " + count + " (expected: >= 1)");
    }
    List<ReadRecord> records = ReadRecord.last(AuditFolders.of(named(folders), running), count);
    output
        .console()
        .print(
            new Records(records.stream().map(ReadRecord::document).toList()),
            out -> records.forEach(record -> out.println(record.line())));
    return ExitCodes.DONE;
  }

  @Command(
      name = "export",
      mixinStandardHelpOptions = true,
      description = {
        "Print every record as a line of JSON: `log`, `index`, and the `record` as it was signed."
      },
      footer = {"", "Example: watchword audit export audit/proxy-1 > proxy-1.jsonl"})
  int export(
      @Parameters(
              paramLabel = "DIR",
              arity = "0..*",
              description = "Folders of logs. Default: all logs of the mesh.")
          @Nullable List<Path> folders,
      @Mixin RunningOptions running) {
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    for (Path log : AuditFolders.of(named(folders), running)) {
      ReadRecord.each(log, record -> out.println(record.json()));
    }
    out.flush();
    return out.checkError() ? ExitCodes.FAILED : ExitCodes.DONE;
  }

  @Command(
      name = "prove",
      mixinStandardHelpOptions = true,
      description = {
        "Print a proof that one record is in the log (C2SP tlog-proof): who has it, the record and"
            + " the log's public key needs neither the log nor the mesh to check it."
      },
      footer = {
        "",
        "Example: watchword audit prove audit/ca-1 17 --record 17.json > 17.tlog-proof"
      })
  int prove(
      @Parameters(index = "0", paramLabel = "DIR", description = "Folder of the log.") Path folder,
      @Parameters(index = "1", paramLabel = "INDEX", description = "Of the record, from 0.")
          long index,
      @Option(
              names = "--record",
              paramLabel = "FILE",
              description = "Also write the record there, byte for byte as it was hashed.")
          @Nullable Path file,
      @Mixin RunningOptions running,
      @Mixin OutputOptions output)
      throws IOException {
    RecordProof proof = RecordProof.of(AuditFolders.of(List.of(folder), running).getFirst(), index);
    if (file != null) {
      Files.write(file, proof.record());
    }
    output
        .console()
        .print(
            new Proof(index, new String(proof.record(), StandardCharsets.UTF_8), proof.text()),
            out -> out.print(proof.text()));
    return ExitCodes.DONE;
  }

  private static List<Path> named(@Nullable List<Path> folders) {
    return folders == null ? List.of() : folders;
  }

  /// The JSON document of `tail`.
  private record Records(List<Object> records) {}

  /// The JSON document of `prove`.
  private record Proof(long index, String record, String proof) {}
}
