using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SMail.Sdk.Transport.Smtp.Tests.Support;

/// <summary>A name server on loopback (RFC 1035) that knows what it is told.</summary>
public sealed class NameServer : IAsyncDisposable
{
    private readonly UdpClient socket = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly CancellationTokenSource stop = new();
    private readonly Task serving;

    public NameServer() => serving = ServeAsync();

    public IPEndPoint EndPoint => (IPEndPoint)socket.Client.LocalEndPoint!;

    /// <summary>Answers a name and a type: with a code, and the data of each record; null to stay silent.</summary>
    public Func<string, int, (int Code, byte[][] Records)?> Answer { get; set; } = (_, _) => (3, []);

    public static byte[] Mx(int preference, string host) => [(byte)(preference >> 8), (byte)preference, .. Name(host)];

    public static byte[] Text(params string[] parts) => [.. parts.SelectMany(part => Encoding.ASCII.GetBytes(part).Prepend((byte)part.Length))];

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await serving;
        socket.Dispose();
        stop.Dispose();
    }

    private static byte[] Name(string name) => [.. name.Split('.', StringSplitOptions.RemoveEmptyEntries).SelectMany(label => Encoding.ASCII.GetBytes(label).Prepend((byte)label.Length)), 0];

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var query = await socket.ReceiveAsync(stop.Token);
                if (Reply(query.Buffer) is { } reply)
                    await socket.SendAsync(reply, query.RemoteEndPoint, stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private byte[]? Reply(byte[] query)
    {
        var labels = new List<string>();
        var at = 12;
        for (; query[at] != 0; at += query[at] + 1)
            labels.Add(Encoding.ASCII.GetString(query, at + 1, query[at]));
        var type = BinaryPrimitives.ReadUInt16BigEndian(query.AsSpan(at + 1));
        if (Answer(string.Join('.', labels), type) is not { } answer)
            return null;
        var reply = new List<byte>([query[0], query[1], 0x81, (byte)(0x80 | answer.Code), 0, 1, 0, (byte)answer.Records.Length, 0, 0, 0, 0, .. query[12..(at + 5)]]);
        foreach (var record in answer.Records)
            reply.AddRange([0xc0, 12, 0, (byte)type, 0, 1, 0, 0, 0, 60, (byte)(record.Length >> 8), (byte)record.Length, .. record]);
        return [.. reply];
    }
}
