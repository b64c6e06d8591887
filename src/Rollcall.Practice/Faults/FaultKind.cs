using System.Text.Json.Serialization;

namespace Rollcall.Practice.Faults;

/// <summary>
/// Everything the practice site can do wrong: a closed set. Text form: snake case, numbers set off
/// (<c>half_body</c>, <c>status_500</c>).
/// </summary>
[JsonConverter(typeof(FaultKindConverter))]
public enum FaultKind
{
    /// <summary>Never answers; the connection stays open until the client gives up or the site stops.</summary>
    Timeout,

    /// <summary>The connection is reset (TCP RST) without an answer.</summary>
    Reset,

    /// <summary>Announces the whole body, sends half of it, closes the connection.</summary>
    HalfBody,

    /// <summary>500 with a short error page.</summary>
    Status500,

    /// <summary>503, with Retry-After when the rule says so.</summary>
    Status503,

    /// <summary>429, with Retry-After when the rule says so.</summary>
    Status429,

    /// <summary>403 with a short error page.</summary>
    Status403,

    /// <summary>The true answer, its body dripped over <see cref="FaultRule.SlowSeconds"/>.</summary>
    SlowBody,

    /// <summary>200 with a page that wants a CAPTCHA solved.</summary>
    BlockPage,

    /// <summary>302 to the home page.</summary>
    RedirectHome,

    /// <summary>302 to the login page.</summary>
    RedirectLogin,

    /// <summary>200 with no body at all.</summary>
    EmptyBody,

    /// <summary>200 with bytes that are no text, announced as HTML.</summary>
    Garbage,

    /// <summary>500 with a page titled "Website Maintenance".</summary>
    MaintenancePage,

    /// <summary>The true content in other markup than usual.</summary>
    LayoutChange,

    /// <summary>The record of another id.</summary>
    WrongRecord,

    /// <summary>The absence marker and a record in one answer.</summary>
    AbsentAndFound,

    /// <summary>The absence marker for an id that exists.</summary>
    FalseAbsence,

    /// <summary>The page opens with a notice dialog that covers it.</summary>
    Notice,

    /// <summary>The page arrives but its script never does: it stays behind its busy screen and never finishes loading.</summary>
    HungPage,

    /// <summary>A page whose script never ends: the browser's page answers nothing any more.</summary>
    EndlessScript,

    /// <summary>A page that takes 250 MB of memory a second, without end.</summary>
    MemoryHog,

    /// <summary>A page that brings down the browser's process that shows it.</summary>
    PageCrash,

    /// <summary>A page that opens one dialog after the other, without end.</summary>
    AlertStorm,

    /// <summary>A page that never finishes loading: more of it keeps coming.</summary>
    EndlessLoad,

    /// <summary>A redirect to the page itself.</summary>
    RedirectLoop,

    /// <summary>A page of 200 MB.</summary>
    HugeBody,

    /// <summary>A file to be saved, whose end never comes, instead of a page.</summary>
    Download,
}
