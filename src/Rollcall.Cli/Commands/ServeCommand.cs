using System.CommandLine;
using System.Net;
using Microsoft.Extensions.Logging;
using Rollcall.Cli.Observing;
using Rollcall.Dashboard.Processes;
using Rollcall.Dashboard.Serving;
using Rollcall.Settings;

namespace Rollcall.Cli.Commands;

/// <summary><c>serve</c>: the dashboard, until a signal ends it. Runs do not notice.</summary>
internal static class ServeCommand
{
    /// <summary>Where the token is looked for when no flag gives it: a command line can be read by every user of the machine.</summary>
    public const string TokenVariable = "ROLLCALL_SERVE_TOKEN";

    private const int DefaultPort = 8787;
    private const string DefaultRegistries = "registries";

    private static readonly Option<int?> Port = new("--port") { Description = $"the port [{DefaultPort}]; 0 takes any free one", HelpName = "N" };
    private static readonly Option<string?> Address = new("--address") { Description = "the address to listen at [127.0.0.1]; any that is not loopback needs a token", HelpName = "IP" };
    private static readonly Option<string?> Token = new("--token") { Description = $"what a viewer has to know, {DashboardOptions.ShortestToken} characters or more; better in {TokenVariable}", HelpName = "TEXT" };
    private static readonly Option<string[]> AllowHost = new("--allow-host") { Description = "a name by which browsers may call it, besides its address", HelpName = "NAME" };
    private static readonly Option<string[]> Registries = new("--registries") { Description = "a folder of definitions that can be started [registries, or those that come with Rollcall]", HelpName = "DIR" };
    private static readonly Option<string?> Output = new("--output") { Description = "the folder that the runs write to [output]", HelpName = "DIR" };
    private static readonly Option<string?> SettingsFile = new("--settings") { Description = "settings file, also for the runs that are started [rollcall.yaml, if there is one]", HelpName = "FILE" };

    public static Command Create(CliEnvironment environment)
    {
        var command = new Command("serve", """
            Serves the dashboard: runs as they go, the id map, failures, reports, certificates, loads; starts, stops and resumes runs; goes by
            the schedule of the settings file. Runs are processes of their own: it may be started, stopped and killed at any time.

            Examples:
              rollcall serve
              rollcall serve --output /srv/collections --registries my-registries --port 9000
            """)
        {
            Port, Address, Token, AllowHost, Registries, Output, SettingsFile,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, environment, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CliEnvironment environment, CancellationToken cancellationToken)
    {
        SettingValue[] flags = parsed.GetValue(Output) is { } output ? [new SettingValue("output_dir", output, "--output")] : [];
        var settings = SettingSources.Resolve([], parsed.GetValue(SettingsFile), environment.Variables, flags, ServedSchedule.Checks);
        var options = OptionsOf(parsed, settings, environment);
        // Who started and stopped what is to be found afterwards too.
        using var log = new CommandLog(environment, quiet: false, json: null, environment.Error.WriteLine);
        log.Open(settings);
        var loggers = log.Loggers;
        var program = CliProgram.Of(Environment.ProcessPath!, typeof(ServeCommand).Assembly.Location);
        var place = new LaunchPlace(Path.GetFullPath(options.OutputFolder), options.SettingsFile, [TokenVariable]);
        var launcher = new ProcessLauncher(program, place, environment.Time, loggers.CreateLogger("Rollcall.Dashboard"));
        await using var schedule = ServedSchedule.Open(parsed.GetValue(SettingsFile), place.OutputFolder, launcher, environment.Time, loggers.CreateLogger("Rollcall.Dashboard"));
        await using (var server = await DashboardServer.StartAsync(options with { Schedule = schedule.Runner }, launcher, loggers, cancellationToken))
        {
            // Once the port is ours: a serve that cannot be reached starts nothing.
            await schedule.StartAsync(cancellationToken);
            environment.Out.WriteLine($"The dashboard answers at {server.Address} until Ctrl-C. Runs go on without it.");
            environment.Out.WriteLine($"  shows {place.OutputFolder}");
            environment.Out.WriteLine($"  starts what is in {(options.RegistryFolders.IsEmpty ? "no folder: name one with --registries" : string.Join(", ", options.RegistryFolders))}");
            foreach (var job in schedule.Runner?.Jobs ?? [])
            {
                environment.Out.WriteLine($"  job {job.Job.Name} is due {(job.Next is { } next ? $"{next:yyyy-MM-dd HH:mm:ss} UTC" : "no more")}");
            }

            await environment.Out.FlushAsync(cancellationToken);
            await Signals.WaitAsync(cancellationToken);
        }

        return (int)ExitCode.Completed;
    }

    private static DashboardOptions OptionsOf(ParseResult parsed, RunSettings settings, CliEnvironment environment)
    {
        var problems = new List<string>();
        var address = IPAddress.Loopback;
        if (parsed.GetValue(Address) is { } given && !IPAddress.TryParse(given == "localhost" ? "127.0.0.1" : given, out address))
        {
            problems.Add($"--address: '{given}' is not allowed; give an IP address of this machine, such as 127.0.0.1 or 0.0.0.0 for all");
        }

        var port = parsed.GetValue(Port) ?? DefaultPort;
        if (port is < 0 or > 65535)
        {
            problems.Add($"--port: {port} is not allowed; give 0 to 65535");
        }

        var token = parsed.GetValue(Token) ?? environment.Variables.GetValueOrDefault(TokenVariable);
        if (token is { Length: < DashboardOptions.ShortestToken })
        {
            problems.Add($"the token has {token.Length} characters; give {DashboardOptions.ShortestToken} or more that nobody can guess, such as those of `openssl rand -hex 16`");
        }

        if (address is not null && !IPAddress.IsLoopback(address) && token is null)
        {
            problems.Add($"--address: others than this machine's users can reach {address}, so a token is needed: set {TokenVariable}, or give --token");
        }

        if (parsed.GetValue(AllowHost) is { Length: > 0 } && token is null)
        {
            problems.Add($"--allow-host: whoever reaches the dashboard by a name need not be on this machine, so a token is needed: set {TokenVariable}, or give --token");
        }

        string[] folders = [.. parsed.GetValue(Registries) is { Length: > 0 } named ? named : Directory.Exists(DefaultRegistries) ? [DefaultRegistries] : Shipped.Registries is { } shipped ? [shipped] : []];
        problems.AddRange(folders.Where(folder => !Directory.Exists(folder)).Select(folder => $"--registries: there is no folder {folder}"));
        return problems.Count > 0
            ? throw new RollcallException(ExitCode.Usage, string.Join(Environment.NewLine, problems), "See: rollcall serve --help")
            : new DashboardOptions
            {
                OutputFolder = settings.OutputDir,
                RecordsFolder = settings.PerCaseSubdir,
                RegistryFolders = [.. folders.Select(Path.GetFullPath)],
                SettingsFile = parsed.GetValue(SettingsFile) is { } file ? Path.GetFullPath(file) : null,
                Address = address!,
                Port = port,
                Token = token,
                HostNames = [.. parsed.GetValue(AllowHost) ?? []],
                Time = environment.Time,
            };
    }
}
