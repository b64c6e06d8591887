using Microsoft.Extensions.Logging;
using Rollcall.Ledger;
using Rollcall.Reporting.Maps;

namespace Rollcall.Dashboard.State;

/// <summary>
/// One partition's account, read and drawn in the background while somebody asks for it, at most once a second: no request waits for a ledger of a million
/// ids. Thread safe.
/// </summary>
internal sealed partial class PartitionWatch(string outputFolder, PartitionKey key, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(900);

    // A list of ids grows while its pages are read; reading it each second would be work for nothing.
    private static readonly TimeSpan NamesKept = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly LedgerFollower _follower = new(outputFolder, key.Registry, key.Partition, logger);
    private PartitionNews _news = new(null, IsReading: true, null);
    private Task _reading = Task.CompletedTask;
    private (string RunId, Stamp Stamp)? _readOf;
    private long _readAt;
    private long _namedAt;
    private string? _logged;

    /// <summary>The newest that is known, after a short wait for something newer.</summary>
    /// <param name="newest">The partition's newest run: while its journal is as it was, nothing is read.</param>
    /// <param name="patience">How long to wait for it.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task<PartitionNews> LookAsync(RunView newest, TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            await Begin(newest).WaitAsync(patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // What was known before is shown meanwhile.
        }

        return Volatile.Read(ref _news);
    }

    private Task Begin(RunView newest)
    {
        lock (_gate)
        {
            var version = (newest.RunId, newest.Stamp);
            if (_reading.IsCompleted && _readOf != version && (_readAt == 0 || time.GetElapsedTime(_readAt) > Fresh))
            {
                _readOf = version;
                _reading = Task.Run(Read, CancellationToken.None);
            }

            return _reading;
        }
    }

    private void Read()
    {
        var before = _news.Account;
        try
        {
            var picture = _follower.Refresh();
            _logged = null;
            Volatile.Write(ref _news, new PartitionNews(ReferenceEquals(picture, before?.Picture) ? before : Draw(picture, before), IsReading: false, null));
        }
        catch (RollcallException ex)
        {
            Fail(before, ex.Message, $"{ex.Message} {ex.Remedy}");
        }
#pragma warning disable CA1031 // Whatever it is, the pages are to say so and the others are to be shown; it is tried again.
        catch (Exception ex)
#pragma warning restore CA1031
        {
            Fail(before, ex.ToString(), ex.Message);
        }
        finally
        {
            _readAt = time.GetTimestamp();
        }
    }

    // The journal of a run that has ended never changes again: what could not be read is tried again all the same.
    private void Fail(DrawnAccount? before, string detail, string problem)
    {
        if (_logged != detail)
        {
            // It is tried again each second while somebody looks.
            _logged = detail;
            LogUnreadable(logger, key.ToString(), detail);
        }

        Volatile.Write(ref _news, new PartitionNews(before, IsReading: false, problem));
        lock (_gate)
        {
            _readOf = null;
        }
    }

    private DrawnAccount? Draw(LedgerPicture? picture, DrawnAccount? before)
    {
        if (picture is null)
        {
            return null;
        }

        IdNames? names = null;
        if (before is not null && before.Picture.Run.RunId == picture.Run.RunId && time.GetElapsedTime(_namedAt) < NamesKept)
        {
            names = before.Names;
        }
        else
        {
            _namedAt = time.GetTimestamp();
        }

        return DrawnAccount.Of(picture, outputFolder, names);
    }

    [LoggerMessage(EventName = "dashboard.ledger.unreadable", Level = LogLevel.Warning, Message = "{Partition}: {Problem}")]
    private static partial void LogUnreadable(ILogger logger, string partition, string problem);
}
