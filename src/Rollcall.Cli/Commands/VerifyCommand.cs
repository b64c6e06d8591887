using System.CommandLine;
using Microsoft.Extensions.Logging;
using Rollcall.Cli.Output;
using Rollcall.Ledger;
using Rollcall.Registries;
using Rollcall.Reporting.Certificates;
using Rollcall.Settings;

namespace Rollcall.Cli.Commands;

/// <summary><c>verify</c>: the certificate. Is every number accounted for?</summary>
internal static class VerifyCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var what = new Argument<string?>("RUN or REGISTRY") { Description = "a run's id, a registry's name or its file; by default the newest run", Arity = ArgumentArity.ZeroOrOne };
        var partition = new Option<string?>("--partition") { Description = "the partition, such as 2025 [that of the newest run]", HelpName = "NAME" };
        var output = new Option<string?>("--output") { Description = "the folder that the runs write to [output]", HelpName = "DIR" };
        var settingsFile = new Option<string?>("--settings") { Description = "settings file [rollcall.yaml, if there is one]", HelpName = "FILE" };
        var json = new Option<bool>("--json") { Description = "the certificate as one JSON document on stdout" };
        var command = new Command("verify", """
            Holds every number against the journals and the record files: is each accounted for? Reads files only.
            Ends 0 when all is proven, 8 when something up to the highest record seen is not.

            Examples:
              rollcall verify
              rollcall verify registries/practice-court.yaml --partition 2019
            """)
        {
            partition, output, settingsFile, json,
        };
        command.Arguments.Add(what);
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () =>
            {
                SettingValue[] flags = parsed.GetValue(output) is { } given ? [new SettingValue("output_dir", given, "--output")] : [];
                var settings = SettingSources.Resolve(definition: null, parsed.GetValue(settingsFile), environment.Variables, flags);
                using var loggers = LoggerFactory.Create(logging => logging.AddProvider(new PlainLog(environment.Error.WriteLine, LogLevel.Warning)));
                var logger = loggers.CreateLogger("Rollcall.Reporting");
                var journal = Find(settings.OutputDir, parsed.GetValue(what), parsed.GetValue(partition), logger);
                var request = new CertificateRequest
                {
                    OutputFolder = settings.OutputDir,
                    Registry = journal.Header.Identity.RegistryName,
                    Partition = journal.Header.Identity.Partition,
                    RecordsFolder = settings.PerCaseSubdir,
                };
                var certificate = Certifier.Certify(request, environment.Time, logger, cancellationToken);
                CertificatePrinter.Print(environment, certificate, parsed.GetValue(json));
                return (int)certificate.ExitCode;
            },
            cancellationToken));
        return command;
    }

    private static JournalFile Find(string folder, string? what, string? partition, ILogger logger)
    {
        var name = what is not null && File.Exists(what) ? RegistryReader.Read(what).Required.Name : what;
        var found = LedgerReader.Journals(folder, logger).FirstOrDefault(j =>
            (name is null || j.Header.RunId == name || j.Header.Identity.RegistryName == name) && (partition is null || j.Header.Identity.Partition == partition));
        return found ?? throw new RollcallException(
            ExitCode.Usage,
            $"there is no run{(name is null ? "" : $" {name}")}{(partition is null ? "" : $" of partition {partition}")} in {Path.GetFullPath(folder)}",
            "Name the folder that the runs write to with --output DIR.");
    }
}
