using Rollcall.Practice.Faults;
using Rollcall.Practice.Registries;

namespace Rollcall.Practice.Pages;

/// <summary>Pages whose scripts are made to harm a browser. Each says what it does before it does it.</summary>
internal static class TorturePages
{
    public static Reply Of(FaultKind kind) => kind switch
    {
        FaultKind.EndlessScript => Page("Endless script", "for (;;) {}"),
        FaultKind.MemoryHog => Page("Memory hog", "const kept = []; setInterval(() => kept.push(new Uint8Array(25e6).fill(1)), 100);"),
        FaultKind.AlertStorm => Page("Alert storm", "for (let n = 1; ; n++) { alert('Alert ' + n); }"),

        // Elements within elements, deeper than the layout's stack reaches. A parser would stop at 512; scripts may go on.
        FaultKind.PageCrash => Page(
            "Page crash",
            "let inner = document.body; for (let n = 0; n < 200000; n++) { inner = inner.appendChild(document.createElement('div')); } inner.textContent = 'x'; inner.offsetTop;"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "has no page of its own"),
    };

    private static Reply Page(string title, string script) => Reply.Html(200,
        $"""
        <!doctype html>
        <html><head><meta charset="utf-8"><title>{title}</title><link rel="icon" href="data:,"></head>
        <body><h1>{title}</h1><script>{script}</script></body></html>

        """);
}
