using Rollcall.Fetching;
using Rollcall.Ids;

namespace Rollcall.Reading;

/// <summary>What the page of the <c>ask</c> steps came to: an answer, or a record that is to be read from its own page. Used once.</summary>
public sealed class Triage
{
    private readonly PageReader? _reader;
    private readonly ParsedPage? _ask;
    private readonly RecordId _id;

    internal Triage(Answer answer) => Answer = answer;

    internal Triage(PageReader reader, ParsedPage ask, RecordId id)
    {
        _reader = reader;
        _ask = ask;
        _id = id;
    }

    /// <summary>The answer; null when the <c>detail</c> steps have to be done first.</summary>
    public Answer? Answer { get; }

    /// <summary>Judges and reads what the <c>detail</c> steps brought.</summary>
    /// <param name="detail">The page, or the fault.</param>
    /// <exception cref="InvalidOperationException">There is an <see cref="Answer"/> already.</exception>
    public Answer Read(Fetched detail) => _reader is not null
        ? _reader.ReadDetail(_ask!, detail, _id)
        : throw new InvalidOperationException($"{_id} has its answer; nothing more is to be read.");
}
