using System.CommandLine;
using Microsoft.Extensions.Logging;
using Rollcall.Cli.Observing;
using Rollcall.Cli.Output;
using Rollcall.Cli.Running;
using Rollcall.Ledger;
using Rollcall.Planning;
using Rollcall.Reporting.Certificates;
using Rollcall.Settings;

namespace Rollcall.Cli.Commands;

/// <summary><c>verify</c>: the certificate. Is every number accounted for?</summary>
internal static class VerifyCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var what = new Argument<string?>("RUN or REGISTRY") { Description = "a run's id; a registry's name or file: all its partitions; by default the newest command's", Arity = ArgumentArity.ZeroOrOne };
        var partition = new Option<string?>("--partition") { Description = "only this partition, such as 2025", HelpName = "NAME" };
        var output = new Option<string?>("--output") { Description = "the folder that the runs write to [output]", HelpName = "DIR" };
        var settingsFile = new Option<string?>("--settings") { Description = "settings file [rollcall.yaml, if there is one]", HelpName = "FILE" };
        var json = new Option<bool>("--json") { Description = "the certificate as one JSON document on stdout; of several partitions, all in one" };
        var command = new Command("verify", """
            Holds every number against the journals and the record files: is each accounted for? Reads files only.
            Every partition that is meant gets a certificate. Ends 0 when all is proven, 8 when something up to the
            highest record seen is not.

            Examples:
              rollcall verify
              rollcall verify registries/practice-court.yaml
              rollcall verify registries/practice-court.yaml --partition 2019
            """)
        {
            partition, output, settingsFile, json,
        };
        command.Arguments.Add(what);
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () =>
            {
                var asked = AskedAbout.Of(parsed.GetValue(what), parsed.GetValue(output), parsed.GetValue(settingsFile), environment.Variables);
                using var loggers = LoggerFactory.Create(logging => logging.AddProvider(new PlainLog(environment.Error.WriteLine, LogLevel.Warning)));
                var logger = loggers.CreateLogger("Rollcall.Reporting");
                var partitions = PartitionsOf(asked, parsed.GetValue(partition), logger);
                var notBegun = parsed.GetValue(partition) is null ? NotBegun(asked, partitions, environment.Time, logger) : [];
                var certificates = new CertificateSet([.. partitions.Select(p => Certifier.Certify(RequestFor(p, asked.Settings), environment.Time, logger, cancellationToken))])
                {
                    NotBegun = [.. notBegun.Where(tab => !tab.IsGone).Select(tab => tab.Name)],
                    Vanished = [.. notBegun.Where(tab => tab.IsGone).Select(tab => tab.Name)],
                };
                CertificatePrinter.Print(environment, certificates, parsed.GetValue(json));
                return (int)certificates.ExitCode;
            },
            cancellationToken));
        return command;
    }

    private static CertificateRequest RequestFor(PartitionName partition, RunSettings settings) => new()
    {
        OutputFolder = settings.OutputDir,
        Registry = partition.Registry,
        Partition = partition.Partition,
        RecordsFolder = settings.PerCaseSubdir,
    };

    /// <summary>
    /// The partitions that are meant, in the order of their names: of a registry all, of a run its own; with no name those that were run in one command with the newest run's.
    /// </summary>
    private static List<PartitionName> PartitionsOf(AskedAbout asked, string? partition, ILogger logger)
    {
        var journals = asked.Journals(logger).Where(j => partition is null || j.Header.Identity.Partition == partition).ToList();
        if (journals.Count == 0)
        {
            throw new RollcallException(
                ExitCode.Usage,
                $"there is no run{(asked.Name is null ? "" : $" {asked.Name}")}{(partition is null ? "" : $" of partition {partition}")} in {Path.GetFullPath(asked.Settings.OutputDir)}",
                "Name the folder that the runs write to with --output DIR.");
        }

        var meant = asked.Name is null ? OfTheNewest(journals) : journals;
        return [.. meant.Select(PartitionName.Of).Distinct().OrderBy(p => p.Registry, StringComparer.Ordinal).ThenBy(p => p.Partition, StringComparer.Ordinal)];
    }

    /// <summary>The tabs of the registries that are meant which no run has come to. Whoever names a run means that one alone.</summary>
    private static List<(string Name, bool IsGone)> NotBegun(AskedAbout asked, List<PartitionName> partitions, TimeProvider time, ILogger logger)
    {
        var journals = asked.Journals(logger).ToList();
        var begun = journals.Select(PartitionName.Of).ToHashSet();
        return journals.Exists(j => j.Header.RunId == asked.Name) ? [] :
        [
            .. from registry in partitions.Select(p => p.Registry).Distinct()
               let known = new TabBook(asked.Settings.OutputDir, registry, time).Partitions()
               from tab in known.Ids
               where !begun.Contains(new PartitionName(registry, tab.Text))
               select ($"{registry}/{tab.Text}", known.Gone.Contains(tab.Ordinal)),
        ];
    }

    /// <summary>
    /// By the batches of all its runs, not of the newest alone: one that was taken up again, because it had not ended well, keeps the batch it began in while
    /// those beside it begin anew.
    /// </summary>
    private static IEnumerable<JournalFile> OfTheNewest(List<JournalFile> journals)
    {
        var newest = journals[0];
        if (newest.Header.BatchId is null)
        {
            return [newest];
        }

        var batches = journals.Where(j => PartitionName.Of(j) == PartitionName.Of(newest)).Select(j => j.Header.BatchId).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return journals.Where(j => j.Header.BatchId is { } batch && batches.Contains(batch));
    }

    private readonly record struct PartitionName(string Registry, string Partition)
    {
        public static PartitionName Of(JournalFile journal) => new(journal.Header.Identity.RegistryName, journal.Header.Identity.Partition);
    }
}
