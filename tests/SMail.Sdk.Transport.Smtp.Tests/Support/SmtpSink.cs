using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace SMail.Sdk.Transport.Smtp.Tests.Support;

/// <summary>A mail server on loopback that does as its script says.</summary>
public sealed class SmtpSink : IAsyncDisposable
{
    /// <summary>An answer that closes the connection instead.</summary>
    public const string Close = "\0close";

    /// <summary>An answer that never comes.</summary>
    public const string Stall = "\0stall";

    private readonly TcpListener listener;
    private readonly CancellationTokenSource stop = new();
    private readonly Task accepting;
    private readonly ConcurrentBag<Task> sessions = [];
    private int connections;
    private int open;
    private int isDisposed;
    private int mostOpen;

    public SmtpSink(IPAddress? address = null, int port = 0)
    {
        listener = new TcpListener(address ?? IPAddress.Loopback, port);
        listener.Start();
        accepting = AcceptAsync();
    }

    public IPEndPoint EndPoint => (IPEndPoint)listener.LocalEndpoint;

    public int Port => EndPoint.Port;

    public int Connections => connections;

    public int MostOpen => mostOpen;

    /// <summary>What it says first.</summary>
    public string Greeting { get; set; } = "220 sink.test ready";

    public List<string> Extensions { get; } = ["PIPELINING", "SIZE 100000000", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES", "DSN"];

    /// <summary>For STARTTLS, or from the first byte on.</summary>
    public X509Certificate2? Certificate { get; set; }

    public bool IsImplicitTls { get; set; }

    /// <summary>Answers a command, or "." for the end of a message; null for what is usual.</summary>
    public Func<string, string?> Answer { get; set; } = _ => null;

    /// <summary>After how many lines of a message the connection is cut.</summary>
    public int? CutAfterLines { get; set; }

    /// <summary>After how many lines of a message it reads no more.</summary>
    public int? StallAfterLines { get; set; }

    public ConcurrentQueue<string> Commands { get; } = [];

    public ConcurrentQueue<SunkMail> Mails { get; } = [];

    /// <summary>Cuts every connection.</summary>
    public event Action? Cut;

    public void CutAll() => Cut?.Invoke();

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref isDisposed, 1) == 1)
            return;
        await stop.CancelAsync();
        listener.Stop();
        await accepting;
        await Task.WhenAll(sessions);
        stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await listener.AcceptSocketAsync(stop.Token);
                Interlocked.Increment(ref connections);
                sessions.Add(Task.Run(() => ServeAsync(socket)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        socket.NoDelay = true;
        void Kill() => socket.Dispose();
        Cut += Kill;
        Raise(ref mostOpen, Interlocked.Increment(ref open));
        try
        {
            await using Stream network = new NetworkStream(socket, ownsSocket: true);
            await new Session(this, network, stop.Token).RunAsync();
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException or System.Security.Authentication.AuthenticationException)
        {
        }
        finally
        {
            Cut -= Kill;
            Interlocked.Decrement(ref open);
        }
    }

    private static void Raise(ref int place, int value)
    {
        for (var seen = Volatile.Read(ref place); value > seen; seen = Volatile.Read(ref place))
            Interlocked.CompareExchange(ref place, value, seen);
    }

    private sealed class Session(SmtpSink sink, Stream stream, CancellationToken stop)
    {
        private readonly byte[] buffer = new byte[64 * 1024];
        private int start;
        private int end;
        private bool isTls;
        private string sender = "";
        private List<string> recipients = [];

        public async Task RunAsync()
        {
            if (sink.IsImplicitTls)
                await BeginTlsAsync();
            if (!await SayAsync(sink.Greeting))
                return;
            while (await ReadLineAsync() is { } bytes)
            {
                var line = Encoding.UTF8.GetString(bytes.AsSpan()[..^2]);
                sink.Commands.Enqueue(line);
                var verb = line.Split(' ', ':')[0].ToUpperInvariant();
                var answer = sink.Answer(line) ?? Usual(verb);
                if (!await SayAsync(answer))
                    return;
                if (answer.StartsWith('2') || answer.StartsWith('3'))
                {
                    if (verb is "MAIL" or "RSET")
                        (sender, recipients) = (line, []);
                    if (verb == "RCPT")
                        recipients.Add(line);
                    if (verb == "STARTTLS")
                        await BeginTlsAsync();
                    if (verb == "DATA" && answer.StartsWith('3') && !await ReadMessageAsync() || verb == "QUIT")
                        return;
                }
            }
        }

        private string Usual(string verb) => verb switch
        {
            "EHLO" => string.Join("\r\n", sink.Extensions.Concat(sink.Certificate is not null && !isTls ? ["STARTTLS"] : []).Prepend("sink.test").Select((text, i) => $"250-{text}"))
                + "\r\n250 HELP",
            "HELO" => "250 sink.test",
            "STARTTLS" => "220 2.0.0 go ahead",
            "DATA" => "354 go ahead",
            "QUIT" => "221 2.0.0 bye",
            "AUTH" => "235 2.7.0 welcome",
            _ => "250 2.0.0 ok",
        };

        private async Task<bool> ReadMessageAsync()
        {
            var content = new MemoryStream();
            for (var lines = 0; ; lines++)
            {
                if (lines == sink.StallAfterLines)
                    await Task.Delay(Timeout.Infinite, stop);
                if (lines == sink.CutAfterLines || await ReadLineAsync() is not { } line)
                    return false;
                if (line is [(byte)'.', (byte)'\r', (byte)'\n'])
                    break;
                content.Write(line.AsSpan(line is [(byte)'.', ..] ? 1 : 0));
            }

            sink.Commands.Enqueue(".");
            var answer = sink.Answer(".") ?? "250 2.0.0 queued as 1";
            if (answer.StartsWith('2') || answer is Close)
                sink.Mails.Enqueue(new SunkMail(sender, recipients, content.ToArray(), isTls));
            return await SayAsync(answer);
        }

        private async Task<bool> SayAsync(string answer)
        {
            if (answer == Stall)
                await Task.Delay(Timeout.Infinite, stop);
            if (answer == Close)
                return false;
            await stream.WriteAsync(Encoding.UTF8.GetBytes(answer + "\r\n"), stop);
            return true;
        }

        private async Task BeginTlsAsync()
        {
            if (sink.Certificate is null)
                throw new IOException("There is no TLS here.");
            var tls = new SslStream(stream);
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = sink.Certificate }, stop);
            (stream, isTls) = (tls, true);
        }

        // Only CR LF ends a line.
        private async Task<byte[]?> ReadLineAsync()
        {
            var line = new MemoryStream();
            while (true)
            {
                for (; start < end; start++)
                {
                    line.WriteByte(buffer[start]);
                    if (buffer[start] == '\n' && line.Length > 1 && line.GetBuffer()[line.Length - 2] == '\r')
                    {
                        start++;
                        return line.ToArray();
                    }
                }

                (start, end) = (0, await stream.ReadAsync(buffer, stop));
                if (end == 0)
                    return null;
            }
        }
    }
}

/// <summary>A message that arrived.</summary>
public sealed record SunkMail(string From, IReadOnlyList<string> To, byte[] Bytes, bool WasTls);
