using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SMail.Sdk.Transport.Smtp.Tests.Inbound;

/// <summary>A client that says what it is told to.</summary>
public sealed class LmtpClient : IAsyncDisposable
{
    private readonly Socket socket;
    private readonly NetworkStream stream;
    private readonly StreamReader reader;

    private LmtpClient(Socket socket)
    {
        this.socket = socket;
        stream = new NetworkStream(socket, ownsSocket: true);
        reader = new StreamReader(stream, Encoding.Latin1);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Connects, and reads the greeting unless it may not come.</summary>
    public static async Task<LmtpClient> ConnectAsync(EndPoint endPoint, bool greets = true)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, endPoint is UnixDomainSocketEndPoint ? ProtocolType.Unspecified : ProtocolType.Tcp);
        if (endPoint is IPEndPoint)
            socket.NoDelay = true;
        await socket.ConnectAsync(endPoint, Token);
        var client = new LmtpClient(socket);
        if (greets)
            Assert.Equal("220 localhost LMTP ready", await client.ReadLineAsync());
        return client;
    }

    public async Task SendAsync(string text) => await SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(byte[] bytes) => await stream.WriteAsync(bytes, Token);

    /// <summary>A line of an answer; null at the end of the connection.</summary>
    public async Task<string?> ReadLineAsync()
    {
        try
        {
            return await reader.ReadLineAsync(Token);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The last lines of as many answers.</summary>
    public async Task<List<string>> ReadAsync(int answers)
    {
        var read = new List<string>();
        while (read.Count < answers && await ReadLineAsync() is { } line)
            if (line.Length < 4 || line[3] != '-')
                read.Add(line);
        return read;
    }

    /// <summary>Says one thing and returns the answer.</summary>
    public async Task<string> AskAsync(string command)
    {
        await SendAsync(command + "\r\n");
        return (await ReadAsync(1)).FirstOrDefault() ?? "closed";
    }

    /// <summary>Brings a client to where the message begins.</summary>
    public async Task BeginAsync(params string[] recipients)
    {
        await SendAsync("LHLO mx.test\r\nMAIL FROM:<eve@outside.example>\r\n" + string.Concat(recipients.Select(to => $"RCPT TO:<{to}>\r\n")) + "DATA\r\n");
        var answers = await ReadAsync(3 + recipients.Length);
        Assert.StartsWith("354 ", answers[^1], StringComparison.Ordinal);
    }

    /// <summary>Brings a message, dots and end already in it, and returns the answers.</summary>
    public async Task<List<string>> BringAsync(string data, params string[] recipients)
    {
        await BeginAsync(recipients);
        await SendAsync(data);
        return await ReadAsync(recipients.Length);
    }

    /// <summary>Breaks the connection without a word.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        reader.Dispose();
        await stream.DisposeAsync();
    }
}
