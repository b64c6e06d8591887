namespace Rollcall.Loading.Batches;

/// <summary>What is done with a batch that does not pass.</summary>
public enum OnFailure
{
    /// <summary>The refused records are found and set aside one by one; the rest commits.</summary>
    Isolate,

    /// <summary>The whole batch is set aside.</summary>
    SkipBatch,
}

/// <summary>How batches are judged.</summary>
/// <param name="OnFailure">What is done with one that does not pass.</param>
/// <param name="ValidationTimeout">The time one attempt at validating may take.</param>
internal sealed record BatchRules(OnFailure OnFailure, TimeSpan ValidationTimeout);
