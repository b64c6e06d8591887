using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Rollcall.Dashboard.Pages;
using Rollcall.Dashboard.Serving;
using Rollcall.Tests.Support;

namespace Rollcall.Tests.Dashboard.Serving;

public sealed class PartStreamTests
{
    /// <summary>A page may be looked at for days: what was drawn for it is not kept.</summary>
    [Fact]
    public async Task What_was_drawn_is_forgotten_while_the_viewer_looks_on()
    {
        var time = new ManualTime();
        var models = new ConcurrentQueue<WeakReference>();
        using var end = new CancellationTokenSource();
        await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        var context = new DefaultHttpContext { RequestServices = services, RequestAborted = end.Token };
        context.Response.Body = new MemoryStream();

        var sending = new PartStream(services, time, CancellationToken.None).SendAsync(context, new FormToken("f", "t"), _ => ValueTask.FromResult<LivePage?>(Page(models)));
        for (var tick = 1; tick <= 20; tick++)
        {
            await ComeToAsync(() => models.Count >= tick);
            time.Advance(TimeSpan.FromSeconds(1));
        }

        await ComeToAsync(() => models.Count > 20);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.InRange(models.Count(m => m.IsAlive), 0, 3);

        await end.CancelAsync();
        await sending;
    }

    private static async Task ComeToAsync(Func<bool> there)
    {
        while (!there())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static LivePage Page(ConcurrentQueue<WeakReference> models)
    {
        var model = new string('m', 100 + models.Count);
        models.Enqueue(new WeakReference(model));
        return new LivePage("page", [LivePart.Of<ProblemPart>("problem", model)]);
    }
}
