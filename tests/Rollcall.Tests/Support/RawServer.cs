using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Rollcall.Tests.Support;

/// <summary>A server on loopback that says exactly the bytes a test wants, for what no decent server does. Ends with the test.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _requests = [];
    private readonly Func<string, Socket, CancellationToken, Task> _answer;
    private readonly Task _serving;

    /// <param name="answer">Gets the request's head, the connection, and a token that ends with the server; the connection is closed afterwards.</param>
    public RawServer(Func<string, Socket, CancellationToken, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>The heads of the requests that came, in order.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    /// <summary>Says the same to everybody, then closes.</summary>
    public static RawServer Saying(string response) => Saying(Encoding.Latin1.GetBytes(response));

    /// <summary>Says the same to everybody, then closes.</summary>
    public static RawServer Saying(byte[] response) => new(async (_, socket, stop) => await socket.SendAsync(response, stop));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _listener.Stop();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                open.Add(AnswerAsync(await _listener.AcceptSocketAsync(_stop.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }

        await Task.WhenAll(open);
    }

    private async Task AnswerAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                var head = new StringBuilder();
                var buffer = new byte[4096];
                while (!head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
                {
                    var read = await socket.ReceiveAsync(buffer, _stop.Token);
                    if (read == 0)
                    {
                        return;
                    }

                    head.Append(Encoding.Latin1.GetString(buffer, 0, read));
                }

                _requests.Enqueue(head.ToString());
                await _answer(head.ToString(), socket, _stop.Token);
                socket.Shutdown(SocketShutdown.Both);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // The client went away, or the test is over.
            }
        }
    }
}
