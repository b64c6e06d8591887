using Rollcall.Browser.Steps;
using Rollcall.Fetching;
using Rollcall.Ids;
using Rollcall.Registries;

namespace Rollcall.Browser.Sessions;

/// <summary>How far the steps of one phase have come. Used by one worker.</summary>
internal sealed class Walk(SessionPage page, Phase phase, RecordId id, int session)
{
    private bool _goesOn;
    private bool _isNew;
    private int _scriptRequests;
    private int _scriptRequestsBefore;

    public SessionPage Page { get; } = page;

    public Phase Phase { get; } = phase;

    public RecordId Id { get; } = id;

    public int Session { get; } = session;

    /// <summary>The step to be done next.</summary>
    public int At { get; set; }

    /// <summary>What proves so far that the page answers these steps.</summary>
    public Freshness Proof { get; set; }

    /// <summary>Documents asked for, redirects included.</summary>
    public int Documents { get; set; }

    /// <summary>Requests sent to the site, as far as they are known.</summary>
    public int Requests => Documents + _scriptRequestsBefore + _scriptRequests;

    public bool IsOver => At >= Phase.Steps.Length;

    /// <summary>Whether the document came by these steps.</summary>
    public bool IsNewDocument => _isNew;

    public Step? Next => IsOver ? null : Phase.Steps[At];

    /// <summary>The steps that can be done in one go: up to the next address, or one by one.</summary>
    public Stretch Stretch(bool byHand)
    {
        var to = At;
        while (to < Phase.Steps.Length && Phase.Steps[to] is not Step.Goto && !(Phase.IsOneByOne && to > At))
        {
            to++;
        }

        return new Stretch(At, to)
        {
            Proof = Proof,
            GoesOn = _goesOn,
            IsNew = _isNew,
            Read = Phase.Reads && to == Phase.Steps.Length,
            Lenient = Phase.IsLenient,
            Judged = Phase.Reads,
            ByHand = byHand,
        };
    }

    /// <summary>Whether the stretch can be done again in another document: nothing in it acts on the site.</summary>
    public bool OnlyWaits(Stretch stretch) => Phase.Steps.AsSpan()[stretch.From..stretch.To].ToArray().All(s => s is Step.Wait or Step.Settle or Step.Dismiss);

    /// <summary>A document that was asked for is there.</summary>
    public void Arrive(int at)
    {
        At = at;
        Proof = Freshness.NewDocument;
        _isNew = true;
        _goesOn = false;
        _scriptRequestsBefore += _scriptRequests;
        _scriptRequests = 0;
    }

    /// <summary>A document is there that a click, a form or a script asked for.</summary>
    public void ArriveUnasked(int at)
    {
        Documents++;
        Page.Document = new ShownDocument(new Uri(Page.Page.Url));
        Arrive(at);
    }

    /// <summary>Notes what the script in the page tells.</summary>
    public void Take(StepReport report)
    {
        _scriptRequests = report.Requests;
        _goesOn = true;
    }

    public PhaseEnd Ended(Page? page) => new(page, Fault: null, Requests);

    public PhaseEnd Failed(Fault fault) => new(Page: null, fault, Requests);
}
