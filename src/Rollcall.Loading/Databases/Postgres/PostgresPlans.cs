namespace Rollcall.Loading.Databases;

/// <summary>How the server plans statements that are executed again and again.</summary>
internal static class PostgresPlans
{
    /// <summary>
    /// Anew each time: a plan that joins an array of keys with a table, made while the table is empty, reads it whole for ever after.
    /// </summary>
    public const string Anew = "set plan_cache_mode = force_custom_plan";

    /// <summary>
    /// Once: the server's own look-ups of single keys, by which it judges foreign keys, are always the same. Planned anew for each row they
    /// take most of a batch's time.
    /// </summary>
    public const string Kept = "set plan_cache_mode = auto";
}
