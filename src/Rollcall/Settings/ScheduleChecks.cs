using Rollcall.Definitions;

namespace Rollcall.Settings;

/// <summary>Judges what a <c>schedule:</c> names, for whoever goes by it: all of it is wrong before a job is due, not at half past two at night. Immutable.</summary>
/// <param name="Cron">Says what is wrong with a cron expression; null when nothing is.</param>
/// <param name="File">Says what is wrong with the path of a definition; null when nothing is.</param>
public sealed record ScheduleChecks(Func<string, Complaint?> Cron, Func<string, Complaint?> File);
