using System.Collections.Immutable;
using System.Net;
using Rollcall.Dashboard.Schedules;

namespace Rollcall.Dashboard.Serving;

/// <summary>What the dashboard serves, and to whom. Immutable.</summary>
public sealed record DashboardOptions
{
    /// <summary>The shortest token: what guards the starting of processes must not be guessed.</summary>
    public const int ShortestToken = 16;

    /// <summary>The folder that the runs write to. It need not be there yet.</summary>
    public required string OutputFolder { get; init; }

    /// <summary>The folder of the records in it (<c>per_case_subdir</c>).</summary>
    public string RecordsFolder { get; init; } = "json";

    /// <summary>The folders whose registry definitions may be started; nothing else can be.</summary>
    public ImmutableArray<string> RegistryFolders { get; init; } = [];

    /// <summary>The settings file that runs started from here are given; null for none.</summary>
    public string? SettingsFile { get; init; }

    /// <summary>The schedule that is shown; null for none. Its owner starts and stops it.</summary>
    public ScheduleRunner? Schedule { get; init; }

    /// <summary>The address to listen at. Loopback unless <see cref="Token"/> is set.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port; 0 for any that is free.</summary>
    public int Port { get; init; }

    /// <summary>What a viewer has to know; null for no one but this machine's users. At least <see cref="ShortestToken"/> characters.</summary>
    public string? Token { get; init; }

    /// <summary>Names by which browsers may call the dashboard, besides loopback's and those of the address: a name that a proxy or a name server gives it.</summary>
    public ImmutableArray<string> HostNames { get; init; } = [];

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
